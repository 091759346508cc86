"""Bone as a shape: cortex and the marrow that it holds, as one solid mask of an aligned CT.

Above a threshold a CT shows bone as shells, and in spongy bone as crumbs. What an MR shows is the
whole: a dark rim with bright marrow in it. A network that is asked for the solid learns where
marrow ends and fat begins, which voxel by voxel look alike.
"""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import closed
from SyntheticCTLib.surface.make.region import grey_boxes
from SyntheticCTLib.surface.make.settings import SurfaceSettings

#: Smoothing before the threshold, sigma in mm: the noise of a low-dose CT reaches 40 HU.
_SMOOTHING_MM = 0.8

#: Thin cortex in thick slices is below ``BONE_HU``; muscle with its noise, smoothed, is not above
#: this, HU.
_THINNEST_CORTEX_HU = 160.0

#: Notches and pores narrower than twice this are closed in the end, mm: half an in-plane cortex.
_CLOSING_MM = 2.0


def filled_bone(ct: Volume) -> np.ndarray:
    """Cortex, spongy bone and marrow of a CT.

    The bone of the default surface settings with its cavities (``surface.make``): a shaft that the
    image cuts across stays a full disc on its cut face, and a bone that the image's side cuts open
    is closed by that side, while the pelvic ring is not filled.

    Args:
        ct: HU, any grid.

    Returns:
        bool, [k, j, i] of the CT; all False where it holds no bone.
    """
    image = sitk.Cast(ct.to_sitk(), sitk.sitkFloat32)
    smooth = sitk.GetArrayFromImage(sitk.SmoothingRecursiveGaussian(image, _SMOOTHING_MM))
    # Averaging must not drown a cortex that is bright and thin.
    hu = np.where(ct.array > 2 * BONE_HU, np.maximum(ct.array, smooth), smooth)
    settings = SurfaceSettings(threshold_hu=_THINNEST_CORTEX_HU)
    found = np.zeros(ct.array.shape, bool)
    for box in grey_boxes(ct.with_array(hu.astype(np.float32)), settings, tell_open=False):
        solid = box.values >= settings.threshold_hu
        found |= _placed(solid, box.corner[::-1], ct.array.shape)
    return closed(found, ct.spacing, _CLOSING_MM) if found.any() else found


def _placed(solid: np.ndarray, corner: tuple[int, ...], shape: tuple[int, ...]) -> np.ndarray:
    """A box's mask on the whole grid; what lies beyond the grid is dropped."""
    whole = np.zeros(shape, bool)
    low = np.maximum(corner, 0)
    high = np.minimum(np.add(corner, solid.shape), shape)
    here = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
    there = tuple(slice(a - c, b - c) for a, b, c in zip(low, high, corner, strict=True))
    whole[here] = solid[there]
    return whole
