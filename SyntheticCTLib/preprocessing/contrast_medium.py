"""Contrast medium in a CT: bright vessels, bladder and bowel, told from bone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import CORTICAL_HU, LOWEST_HU
from SyntheticCTLib.image.resampling import to_orientation, to_spacing
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.components import components
from SyntheticCTLib.preprocessing.body_mask import ct_body

#: Smoothed soft tissue without contrast medium stays below this, HU, but for calcified parts.
ENHANCED_HU = 130.0

#: One piece of this size without bone's density, ml: in 39 of the 42 CTs of the
#: Soft-tissue-Sarcoma pairs there is none, and in a portal venous abdomen one of 55.
ENHANCED_ML = 8.0

#: Where one piece is that large, others down to this size are contrast medium as well, ml.
_LESSER_ML = 0.5

_WORKING_SPACING_MM = 2.0


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Connected bright pieces: labels on a coarse grid, and each label's size, ml; 0 with bone."""

    labels: Volume
    sizes_ml: np.ndarray


def largest_enhanced_ml(ct: Volume) -> float:
    """Size of the largest bright piece of the body that holds no cortical bone, ml.

    Args:
        ct: HU; without a body there is no such piece.
    """
    pieces = _bright_pieces(ct)
    return 0.0 if pieces is None else float(pieces.sizes_ml.max())


def enhanced(ct: Volume) -> np.ndarray:
    """Voxels of contrast medium, where there is a piece of at least ``ENHANCED_ML``.

    Args:
        ct: HU.

    Returns:
        bool [k, j, i] on the CT's grid.
    """
    pieces = _bright_pieces(ct)
    if pieces is None or pieces.sizes_ml.max() < ENHANCED_ML:
        return np.zeros(ct.array.shape, bool)
    chosen = np.flatnonzero(pieces.sizes_ml >= _LESSER_ML)
    coarse = np.isin(pieces.labels.array, chosen).astype(np.uint8)
    placed = sitk.Resample(
        pieces.labels.with_array(coarse).to_sitk(),
        ct.to_sitk(),
        sitk.Transform(),
        sitk.sitkNearestNeighbor,
        0,
        sitk.sitkUInt8,
    )
    return sitk.GetArrayFromImage(placed) > 0


def _bright_pieces(ct: Volume) -> _Pieces | None:
    turned = to_orientation(ct, "LPS")
    spacing = [max(each, _WORKING_SPACING_MM) for each in turned.spacing]
    coarse = to_spacing(turned, spacing, order=1, outside=LOWEST_HU)
    try:
        body = ct_body(coarse)
    except InputError:
        return None
    image = sitk.Cast(coarse.to_sitk(), sitk.sitkFloat32)
    smooth = sitk.DiscreteGaussian(image, [_WORKING_SPACING_MM] * 3, 32, 0.01, True)
    bright = (sitk.GetArrayFromImage(smooth) > ENHANCED_HU) & body
    labels, counts = components(bright)
    sizes = counts.astype(np.float64)
    sizes[np.unique(labels[coarse.array > CORTICAL_HU])] = 0
    sizes[0] = 0
    return _Pieces(coarse.with_array(labels), sizes * np.prod(coarse.spacing) / 1000)
