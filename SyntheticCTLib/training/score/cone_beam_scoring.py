"""A model's figures on cone-beam CTs, beside those of the cone-beam CTs themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.difference import signed_difference
from SyntheticCTLib.evaluation.source_image import SourceImage
from SyntheticCTLib.hounsfield import (
    BONE_HU,
    FAT_HIGHEST_HU,
    FAT_LOWEST_HU,
    SOFT_TISSUE_WINDOW_LEVEL_HU,
    SOFT_TISSUE_WINDOW_WIDTH_HU,
    TissueRange,
)
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model
from SyntheticCTLib.preprocessing.body_mask import body_mask
from SyntheticCTLib.preprocessing.kinds import CBCT
from SyntheticCTLib.progress import CancelToken, Watch
from SyntheticCTLib.report.pictures.slice_pictures import SlicePictures
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.data.cases import read_images
from SyntheticCTLib.training.score.scores import MODEL_METHOD, Predictions

#: The cone-beam CT before the model: its numbers as if they were HU; and on the straight line that
#: brings them nearest to the CT, which is the most that any calibration of grey values can do.
AS_IT_IS_METHOD = "CBCT as it is"
LINE_METHOD = "CBCT on its best line"

#: Tissues by the CT's HU whose error is told: ``lowest < HU <= highest``.
SCAN_TISSUES = (
    TissueRange("air and lung", -math.inf, FAT_LOWEST_HU),
    TissueRange("fat", FAT_LOWEST_HU, FAT_HIGHEST_HU),
    TissueRange("soft tissue", FAT_HIGHEST_HU, BONE_HU),
    TissueRange("bone", BONE_HU, math.inf),
)

#: Black and white of the pictures, HU: radiology's soft tissue window twice as wide, so that bone
#: and shading are seen too.
_WINDOW = (
    SOFT_TISSUE_WINDOW_LEVEL_HU - SOFT_TISSUE_WINDOW_WIDTH_HU,
    SOFT_TISSUE_WINDOW_LEVEL_HU + SOFT_TISSUE_WINDOW_WIDTH_HU,
)


@dataclass(frozen=True, eq=False)
class ScannedPair:
    """A cone-beam CT as its scanner wrote it, and the CT on its grid.

    Attributes:
        cbct: grey values, array ``[k, j, i]``.
        ct: HU.
        mask: where it is scored: body of the CT, inside what the scan saw; bool.
    """

    cbct: Volume
    ct: Volume
    mask: np.ndarray


def read_scan(folder: Path, name: str) -> ScannedPair:
    """Read one pair, on its own grid and in its own grey values.

    Raises:
        InputError: it cannot be used, or no body is in its mask.
    """
    cbct, ct, mask = read_images(folder, name)
    inside = (mask.array > 0) & body_mask(ct, "CT") & CBCT.field_of_view(cbct)
    if not inside.any():
        raise InputError(f"Pair {name}: no body is inside its mask.")
    named = replace(cbct, metadata={**cbct.metadata, "modality": "CBCT"})
    return ScannedPair(named, ct, inside)


def predict_scan(
    pair: ScannedPair, model: Model, device: str, inputs: bool, cancel: CancelToken | None
) -> Predictions:
    """The model's synthetic CT and, with ``inputs``, the cone-beam CT before it.

    Args:
        pair: see ``read_scan``.
        model, device, cancel: as for ``synthesize``.
        inputs: predict by the cone-beam CT too.
    """
    sct = synthesize(
        pair.cbct, model, SynthesisOptions(device=device), watch=Watch(cancel=cancel)
    ).volume
    methods = {MODEL_METHOD: sct.array}
    if inputs:
        grey = pair.cbct.array.astype(np.float32)
        methods |= {AS_IT_IS_METHOD: grey, LINE_METHOD: best_line(pair)}
    return Predictions(pair.ct, pair.mask, sct, methods, SCAN_TISSUES, pair.cbct)


def best_line(pair: ScannedPair) -> np.ndarray:
    """The cone-beam CT, HU, on the line with the least squared difference from the CT."""
    grey = pair.cbct.array.astype(np.float32)
    seen = grey[pair.mask].astype(np.float64)
    slope, intercept = np.polyfit(seen, pair.ct.array[pair.mask], 1)
    return np.asarray(slope * grey + intercept, np.float32)


def picture_of_scan(found: Predictions) -> np.ndarray:
    """Cone-beam CT, synthetic CT, CT and difference in the middle axial slice of the mask.

    Returns:
        (rows, columns, 3), uint8.
    """
    mask = found.ct.with_array(found.mask.astype(np.uint8))
    difference = signed_difference(found.sct, found.ct, mask)
    source = None if found.cbct is None else SourceImage(found.cbct, CBCT)
    pictures = SlicePictures(found.sct, found.ct, difference, source, found.mask, window=_WINDOW)
    return pictures.row("axial", pictures.middle).picture
