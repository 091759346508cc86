"""MRs in random contrasts, drawn from real CTs, as additional training pairs."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import files_like, nothing_in
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.image.resampling import to_orientation, to_spacing
from SyntheticCTLib.masks.boxes import box_of, cropped
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.simulation.mr.contrast_mr import draw_mr
from SyntheticCTLib.simulation.mr.ct_anatomy import ct_anatomy
from SyntheticCTLib.tasks.pair import Pair

logger = logging.getLogger(__name__)

#: Files of a folder that are taken for CTs.
_PATTERNS = ("*.nii.gz", "*.nii", "*.nrrd", "*.mha")

#: First seed; those of phantoms and tests are other numbers.
_FIRST_SEED = 50_000

#: Slices of one drawn image, as many as the pairs have. A trunk from neck to thigh would hold the
#: memory of many pairs; its further images are of other stretches.
_MOST_SLICES = 64

#: Air that is kept round the body of a further CT, mm.
_AIR_MM = 20.0


def make_contrast_pairs(
    pairs: Sequence[Pair], frame: dict[str, Any], *, count: int = 0, folder: str | None = None
) -> list[Pair]:
    """Draw MRs of the pairs' CTs and of further CTs. The same call gives the same images.

    Args:
        pairs: training pairs in the model's frame; a CT counts inside its pair's mask.
        frame: orientation and spacing (i, j, k) to which further CTs are brought.
        count: how many MRs of each CT.
        folder: with further CTs in HU; they count everywhere, air outside the body included.

    Raises:
        InputError: the folder holds no CTs, or one that shows no body.
    """
    if not count:
        return []
    further = _files(Path(folder)) if folder else []
    drawn = []
    for number, source in enumerate(chain(pairs, (_body(path, frame) for path in further))):
        logger.info("Drawing %d MRs of %s", count, source.name)
        anatomy = ct_anatomy(source.ct)
        for n in range(count):
            seed = _FIRST_SEED + number * count + n
            box = (_stretch(len(anatomy), seed), slice(None), slice(None))
            ct = cropped(source.ct, box)
            mr = draw_mr(ct, seed=seed, anatomy=anatomy[box]).mr
            drawn.append(Pair(f"{source.name}_contrast_{n}", mr, ct, source.mask[box]))
    return drawn


def _stretch(slices: int, seed: int) -> slice:
    """Which slices of a CT one image is drawn of: all of them, or some at a random height."""
    first = int(np.random.default_rng(seed).integers(max(slices - _MOST_SLICES, 0) + 1))
    return slice(first, first + _MOST_SLICES)


def _files(folder: Path) -> list[Path]:
    """The CTs of a folder."""
    paths = files_like(folder, *_PATTERNS)
    if not paths:
        raise nothing_in(folder, f"CTs ({', '.join(_PATTERNS)}).")
    return paths


def _body(path: Path, frame: dict[str, Any]) -> Pair:
    """The body that a CT shows, in the model's frame, without couch and cushions."""
    ct = to_orientation(read_volume(path), frame["orientation"])
    try:
        body = ct_body(ct)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    # An MR does not show what lies round the patient.
    bare = ct.with_array(np.where(body, ct.array, AIR_HU).astype(np.float32))
    i, j, k = (math.ceil(_AIR_MM / step) for step in ct.spacing)
    bare = cropped(bare, box_of(body, (k, j, i)))
    bare = to_spacing(bare, tuple(frame["spacing_mm"]), order=1, outside=AIR_HU)
    return Pair(path.name.partition(".")[0], bare, bare, np.ones(bare.array.shape, bool))
