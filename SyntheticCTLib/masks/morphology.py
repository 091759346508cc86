"""Binary morphology in millimetres, on arrays ``[k, j, i]``, with the border of the grid in mind.

Dilation and erosion by a ball are thresholds on a distance map: exact in mm on anisotropic grids,
and as fast for large balls as for small ones. What lies beyond the grid is unknown, not empty:
erosion never starts at the border.
"""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float32Array, Float64Array, IntArray, Mask
from SyntheticCTLib.image.grid import Vector


def dilate(mask: Mask, spacing: Vector, radius_mm: float) -> Mask:
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
    to_mask: Float32Array = sitk.GetArrayFromImage(distance)
    return to_mask <= radius_mm


def erode(mask: Mask, spacing: Vector, radius_mm: float) -> Mask:
    """All voxels whose centre lies farther than ``radius_mm`` from a False one."""
    return ~dilate(~mask, spacing, radius_mm)


def opened(mask: Mask, spacing: Vector, radius_mm: float) -> Mask:
    """The mask without parts thinner than twice ``radius_mm``."""
    return dilate(erode(mask, spacing, radius_mm), spacing, radius_mm) & mask


def closed(mask: Mask, spacing: Vector, radius_mm: float) -> Mask:
    """The mask with gaps narrower than twice ``radius_mm`` filled, those at the border too."""
    return erode(dilate(mask, spacing, radius_mm), spacing, radius_mm) | mask


def large_components(mask: Mask, share: float) -> Mask:
    """The connected parts that have at least ``share`` of the largest part's voxels."""
    labels: IntArray = sitk.GetArrayFromImage(
        sitk.ConnectedComponent(sitk.GetImageFromArray(mask.astype(np.uint8)))
    )
    counts = np.bincount(labels.ravel())
    counts[0] = 0
    keep: Mask = counts >= max(share * counts.max(), 1)
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


def convex_slices(mask: np.ndarray) -> np.ndarray:
    """The convex hull of each slice along k."""
    result = np.zeros(mask.shape, bool)
    columns = np.arange(mask.shape[2])
    for k, section in enumerate(mask):
        rows = np.flatnonzero(section.any(axis=1))
        if rows.size == 0:
            continue
        # A convex set is, row by row, all from a convex left edge to a concave right one.
        left = section[rows].argmax(axis=1)
        right = mask.shape[2] - 1 - section[rows, ::-1].argmax(axis=1)
        between = np.arange(rows[0], rows[-1] + 1)
        first = -_concave(rows, -left, between)
        last = _concave(rows, right, between)
        result[k, between] = (columns >= first[:, None] - 1e-6) & (columns <= last[:, None] + 1e-6)
    return result


def _concave(places: np.ndarray, values: np.ndarray, wanted: Float64Array) -> Float64Array:
    """The lowest concave curve above points with growing places (Andrew's monotone chain)."""
    chain: list[tuple[float, float]] = []
    for point in zip(places.tolist(), values.tolist(), strict=True):
        while len(chain) > 1 and _turns_left(chain[-2], chain[-1], point):
            chain.pop()
        chain.append(point)
    corners: Float64Array = np.asarray(chain)
    return np.interp(wanted, corners[:, 0], corners[:, 1])


def _turns_left(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) >= 0
