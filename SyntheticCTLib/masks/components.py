"""Connected parts by their size in mm3, on arrays ``[k, j, i]``."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import IntArray, Mask
from SyntheticCTLib.image.grid import Vector


def parts_of(mask: Mask, spacing: Vector, smallest_mm3: float) -> list[Mask]:
    """Face-connected parts of at least ``smallest_mm3``, largest first, as bool arrays.

    Args:
        mask: bool ``[k, j, i]``.
        spacing: voxel size along (i, j, k), mm.
        smallest_mm3: smaller parts are left out.
    """
    labels, counts = _components(mask)
    fewest = smallest_mm3 / float(np.prod(spacing))
    order = np.argsort(-counts[1:], kind="stable") + 1
    return [labels == part for part in order.tolist() if counts[part] >= fewest]


def without_small_parts(mask: Mask, spacing: Vector, smallest_mm3: float) -> Mask:
    """The mask without face-connected parts below ``smallest_mm3``; arguments as ``parts_of``."""
    labels, counts = _components(mask)
    keep: Mask = counts * float(np.prod(spacing)) >= smallest_mm3
    keep[0] = False
    return keep[labels]


def small_holes(section: Mask, spacing: Vector, largest_mm2: float) -> Mask:
    """Holes of one slice that are no larger than ``largest_mm2``.

    Args:
        section: bool ``[j, i]``.
        spacing: voxel size along (i, j, k), mm.
        largest_mm2: larger holes are left out.

    Returns:
        bool ``[j, i]``, without the section itself.
    """
    filled = sitk.GetArrayFromImage(
        sitk.BinaryFillhole(sitk.GetImageFromArray(section.astype(np.uint8)))
    )
    labels, counts = _components((filled > 0) & ~section)
    keep: Mask = counts * spacing[0] * spacing[1] <= largest_mm2
    keep[0] = False
    return keep[labels]


def _components(mask: Mask) -> tuple[IntArray, IntArray]:
    image = sitk.GetImageFromArray(mask.astype(np.uint8))
    labels = sitk.GetArrayFromImage(sitk.ConnectedComponent(image))
    return labels, np.bincount(labels.ravel())
