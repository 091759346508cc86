"""Binary morphology in millimetres, on arrays ``[k, j, i]``, with the border of the grid in mind.

Dilation and erosion by a ball are thresholds on a distance map: exact in mm on anisotropic grids,
and as fast for large balls as for small ones. What lies beyond the grid is unknown, not empty:
erosion never starts at the border.
"""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.volume import Vector


def dilate(mask: np.ndarray, spacing: Vector, radius_mm: float) -> np.ndarray:
    """All voxels whose centre lies within ``radius_mm`` of a True one.

    Args:
        mask: bool ``[k, j, i]``.
        spacing: voxel size along (i, j, k), mm.
        radius_mm: radius of the ball, mm.
    """
    if not mask.any():
        return mask.copy()
    image = sitk.GetImageFromArray(mask.astype(np.uint8))
    image.SetSpacing(spacing)
    distance = sitk.SignedMaurerDistanceMap(
        image, insideIsPositive=False, squaredDistance=False, useImageSpacing=True
    )
    return sitk.GetArrayFromImage(distance) <= radius_mm


def erode(mask: np.ndarray, spacing: Vector, radius_mm: float) -> np.ndarray:
    """All voxels whose centre lies farther than ``radius_mm`` from a False one."""
    return ~dilate(~mask, spacing, radius_mm)


def opened(mask: np.ndarray, spacing: Vector, radius_mm: float) -> np.ndarray:
    """The mask without parts thinner than twice ``radius_mm``."""
    return dilate(erode(mask, spacing, radius_mm), spacing, radius_mm) & mask


def closed(mask: np.ndarray, spacing: Vector, radius_mm: float) -> np.ndarray:
    """The mask with gaps narrower than twice ``radius_mm`` filled, those at the border too."""
    return erode(dilate(mask, spacing, radius_mm), spacing, radius_mm) | mask


def large_components(mask: np.ndarray, share: float) -> np.ndarray:
    """The connected parts that have at least ``share`` of the largest part's voxels."""
    labels = sitk.GetArrayFromImage(
        sitk.ConnectedComponent(sitk.GetImageFromArray(mask.astype(np.uint8)))
    )
    counts = np.bincount(labels.ravel())
    counts[0] = 0
    keep = counts >= max(share * counts.max(), 1)
    return keep[labels]


def without_holes(mask: np.ndarray) -> np.ndarray:
    """The mask with all holes filled: in 3D, and in each slice along k.

    The second fills airways and bowel that leave the volume at its ends.
    """
    image = sitk.BinaryFillhole(sitk.GetImageFromArray(mask.astype(np.uint8)))
    filled = sitk.GetArrayFromImage(image)
    for k, section in enumerate(filled):
        filled[k] = sitk.GetArrayFromImage(sitk.BinaryFillhole(sitk.GetImageFromArray(section)))
    return filled.astype(bool)
