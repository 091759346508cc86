"""Binary morphology in millimetres, on arrays ``[k, j, i]``, with the border of the grid in mind.

Dilation and erosion by a ball are thresholds on a distance map: exact in mm on anisotropic grids,
and as fast for large balls as for small ones. What lies beyond the grid is unknown, not empty:
erosion never starts at the border.
"""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.masks.images import as_image


def dilate(mask: Mask, spacing: Vector, radius_mm: float) -> Mask:
    """All voxels whose centre lies within ``radius_mm`` of a True one.

    Args:
        mask: bool ``[k, j, i]``.
        spacing: voxel size along (i, j, k), mm.
        radius_mm: radius of the ball, mm.
    """
    return distance_to(mask, spacing) <= radius_mm


def erode(mask: Mask, spacing: Vector, radius_mm: float) -> Mask:
    """All voxels whose centre lies farther than ``radius_mm`` from a False one."""
    return ~dilate(~mask, spacing, radius_mm)


def opened(mask: Mask, spacing: Vector, radius_mm: float) -> Mask:
    """The mask without parts thinner than twice ``radius_mm``."""
    return dilate(erode(mask, spacing, radius_mm), spacing, radius_mm) & mask


def closed(mask: Mask, spacing: Vector, radius_mm: float) -> Mask:
    """The mask with gaps narrower than twice ``radius_mm`` filled, those at the border too."""
    return erode(dilate(mask, spacing, radius_mm), spacing, radius_mm) | mask


def grown_by_one(mask: Mask) -> Mask:
    """The mask and its six neighbours; diagonal steps would cross thin bone."""
    grown = mask.copy()
    for axis in range(mask.ndim):
        # Not by ITK, whose dilation by any ball takes ten times as long as six shifts.
        there, back = np.moveaxis(grown, axis, 0), np.moveaxis(mask, axis, 0)
        there[1:] |= back[:-1]
        there[:-1] |= back[1:]
    return grown


def filled(mask: Mask) -> Mask:
    """The mask (2D or 3D) and what it encloses."""
    result: Mask = sitk.GetArrayFromImage(sitk.BinaryFillhole(as_image(mask))).astype(bool)
    return result


def without_holes(mask: Mask) -> Mask:
    """The mask with all holes filled: in 3D, and in each slice along k.

    The second fills airways and bowel that leave the volume at its ends.
    """
    return np.stack([filled(section) for section in filled(mask)])
