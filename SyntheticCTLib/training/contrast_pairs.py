"""MRs in random contrasts, drawn from real CTs, as additional training pairs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import AIR_HU, LOWEST_HU
from SyntheticCTLib.preprocessing.body_mask import body_mask
from SyntheticCTLib.resampling import to_orientation, to_spacing
from SyntheticCTLib.simulation.contrast_mr import draw_mr
from SyntheticCTLib.simulation.ct_anatomy import ct_anatomy
from SyntheticCTLib.training.cases import Pair
from SyntheticCTLib.volume_files import read_volume

logger = logging.getLogger(__name__)

#: Files of a folder that are taken for CTs.
_PATTERNS = ("*.nii.gz", "*.nii", "*.nrrd", "*.mha")

#: First seed; those of phantoms and tests are other numbers.
_FIRST_SEED = 50_000


def make_contrast_pairs(
    pairs: Sequence[Pair], frame: dict, *, count: int = 0, folder: str | None = None
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
    sources = [*pairs, *_further(Path(folder), frame)] if folder else list(pairs)
    drawn = []
    for number, source in enumerate(sources):
        logger.info("Drawing %d MRs of %s", count, source.name)
        anatomy = ct_anatomy(source.ct)
        for n in range(count):
            seed = _FIRST_SEED + number * count + n
            mr = draw_mr(source.ct, seed=seed, anatomy=anatomy).mr
            drawn.append(Pair(f"{source.name}_contrast_{n}", mr, source.ct, source.mask))
    return drawn


def _further(folder: Path, frame: dict) -> list[Pair]:
    """The CTs of a folder in the model's frame, without couch and cushions."""
    paths = sorted(path for pattern in _PATTERNS for path in folder.glob(pattern))
    if not paths:
        raise InputError(f"{folder} holds no CTs ({', '.join(_PATTERNS)}).")
    found = []
    for path in paths:
        ct = to_orientation(read_volume(path), frame["orientation"])
        ct = to_spacing(ct, tuple(frame["spacing_mm"]), order=1, outside=LOWEST_HU)
        try:
            body = body_mask(ct, "CT")
        except InputError as error:
            raise InputError(f"{path}: {error}") from error
        # An MR does not show what lies round the patient.
        bare = replace(ct, array=np.where(body, ct.array, AIR_HU).astype(np.float32))
        found.append(Pair(path.name.partition(".")[0], bare, bare, np.ones(body.shape, bool)))
    return found
