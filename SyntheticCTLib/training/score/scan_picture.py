"""A cone-beam CT, what a model made of it, and the CT, in one picture."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.evaluation.difference import signed_difference
from SyntheticCTLib.evaluation.source_image import SourceImage
from SyntheticCTLib.hounsfield import SOFT_TISSUE_WINDOW_LEVEL_HU, SOFT_TISSUE_WINDOW_WIDTH_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.report.pictures.slice_pictures import SlicePictures
from SyntheticCTLib.tasks.pair import Pair

#: Black and white of the pictures, HU: radiology's soft tissue window twice as wide, so that bone
#: and shading are seen too.
_WINDOW = (
    SOFT_TISSUE_WINDOW_LEVEL_HU - SOFT_TISSUE_WINDOW_WIDTH_HU,
    SOFT_TISSUE_WINDOW_LEVEL_HU + SOFT_TISSUE_WINDOW_WIDTH_HU,
)


def picture_of_scan(pair: Pair, mask: np.ndarray, sct: Volume) -> np.ndarray:
    """Cone-beam CT, synthetic CT, CT and difference in the middle axial slice of the mask.

    Args:
        pair: as it is stored.
        mask: where it is scored, bool ``[k, j, i]``.
        sct: the model's.

    Returns:
        (rows, columns, 3), uint8.
    """
    difference = signed_difference(sct, pair.ct, pair.ct.with_array(mask.astype(np.uint8)))
    source = SourceImage(pair.image, pair.kind)
    pictures = SlicePictures(sct, pair.ct, difference, source, mask, window=_WINDOW)
    return pictures.row("axial", pictures.middle).picture
