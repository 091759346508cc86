"""Binary morphology in millimetres, on arrays ``[k, j, i]``, with the border of the grid in mind.

Dilation and erosion by a ball are exact in mm on anisotropic grids: thresholds on a distance map,
which is as fast for large balls as for small ones, or of a small ball shifts. What lies beyond the
grid is unknown, not empty: erosion never starts at the border.
"""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.voxels import voxels_of
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.masks.images import as_image

#: A ball of up to so many rows of voxels is laid by shifts, which is faster than a distance map.
_MOST_ROWS = 64

#: Voxels along k that are laid at once: each step along i is another copy of them.
_PLANES_AT_ONCE = 32


def dilate(mask: Mask, spacing: Vector, radius_mm: float) -> Mask:
    """All voxels whose centre lies within ``radius_mm`` of a True one.

    Args:
        mask: bool ``[k, j, i]``.
        spacing: voxel size along (i, j, k), mm.
        radius_mm: radius of the ball, mm.
    """
    rows = _rows_of_ball(spacing, radius_mm)
    return _laid(mask, rows) if rows else distance_to(mask, spacing) <= radius_mm


def _rows_of_ball(spacing: Vector, radius_mm: float) -> dict[tuple[int, int], int]:
    """A small ball as rows: by their places along k and j, how many voxels they reach along i.

    Empty for a ball of too many rows. Distances are rounded as those of a distance map are.
    """
    i, j, k = spacing
    if not 0 <= radius_mm < _MOST_ROWS * min(j, k):
        return {}
    high, wide, long = (int(radius_mm / side) + 1 for side in (k, j, i))
    places = np.mgrid[-high : high + 1, -wide : wide + 1, 0 : long + 1]
    away = np.sqrt(sum((side * n) ** 2 for side, n in zip((k, j, i), places, strict=True)))
    reach = (away.astype(np.float32) <= radius_mm).sum(axis=2) - 1
    rows = {(b - high, a - wide): int(reach[b, a]) for b, a in np.argwhere(reach >= 0)}
    return rows if len(rows) <= _MOST_ROWS else {}


def _laid(mask: Mask, rows: dict[tuple[int, int], int]) -> Mask:
    """The mask (k, j, i) dilated by a ball of such rows, some planes at a time."""
    high = max(high for high, _ in rows)
    result = np.empty_like(mask)
    for start in range(0, len(mask), _PLANES_AT_ONCE):
        end = min(start + _PLANES_AT_ONCE, len(mask))
        first, last = max(start - high, 0), min(end + high, len(mask))
        result[start:end] = _shifted(mask[first:last], rows)[start - first : end - first]
    return result


def _shifted(mask: Mask, rows: dict[tuple[int, int], int]) -> Mask:
    """The mask (k, j, i) dilated by a ball of such rows."""
    grown = [mask]
    for _ in range(max(rows.values())):
        longer = grown[-1].copy()
        longer[..., 1:] |= grown[-1][..., :-1]
        longer[..., :-1] |= grown[-1][..., 1:]
        grown.append(longer)
    result = np.zeros_like(mask)
    for (high, wide), reach in rows.items():
        there, back = zip(*(_overlap(n) for n in (high, wide)), strict=True)
        result[there] |= grown[reach][back]
    return result


def _overlap(shift: int) -> tuple[slice, slice]:
    """Where along an axis a shifted array lies on itself, and what comes to lie there."""
    there = slice(max(shift, 0), shift if shift < 0 else None)
    return there, slice(max(-shift, 0), -shift if shift > 0 else None)


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
    """The mask (2D or 3D) and what it encloses, not to be written to."""
    result: Mask = voxels_of(sitk.BinaryFillhole(as_image(mask))).view(bool)
    return result


def without_holes(mask: Mask) -> Mask:
    """The mask with all holes filled: in 3D, and in each slice along k.

    The second fills airways and bowel that leave the volume at its ends.
    """
    return np.stack([filled(section) for section in filled(mask)])
