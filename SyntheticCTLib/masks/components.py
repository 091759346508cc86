"""Connected parts of masks ``[k, j, i]``, by their size or place."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import IntArray, Mask
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.image.voxels import voxels_of
from SyntheticCTLib.masks.images import as_image

#: Voxels that are counted at once: NumPy counts in numbers of 64 bits, of which a large volume
#: would take gigabytes.
_COUNTED_AT_ONCE = 1 << 20


def components(mask: Mask, *, corners: bool = False) -> tuple[IntArray, IntArray]:
    """Connected parts by number.

    Args:
        mask: bool ``[k, j, i]`` or ``[j, i]``.
        corners: whether voxels that meet in an edge or corner are connected, too; otherwise a face.

    Returns:
        The number of each voxel's part, 0 outside the mask, not to be written to; and the voxels
        of each number.
    """
    numbers, last = numbered(mask, corners=corners)
    return numbers, _counted(numbers.ravel(), last)


def numbered(mask: Mask, *, corners: bool = False) -> tuple[IntArray, int]:
    """The numbers alone, and the last of them: counting takes longer than finding."""
    if not mask.size:  # ITK divides by its size
        return np.zeros(mask.shape, np.uint32), 0
    numbers: IntArray = voxels_of(sitk.ConnectedComponent(as_image(mask), corners))
    return numbers, int(numbers.max())


def _counted(numbers: IntArray, last: int) -> IntArray:
    counts = np.zeros(last + 1, np.int64)
    for start in range(0, len(numbers), _COUNTED_AT_ONCE):
        part = numbers[start : start + _COUNTED_AT_ONCE]
        counts += np.bincount(part, minlength=len(counts))
    return counts


def parts_of(mask: Mask, spacing: Vector, smallest_mm3: float) -> list[Mask]:
    """Face-connected parts of at least ``smallest_mm3``, largest first, as bool arrays.

    Args:
        mask: bool ``[k, j, i]``.
        spacing: voxel size along (i, j, k), mm.
        smallest_mm3: smaller parts are left out.
    """
    numbers, counts = components(mask)
    fewest = smallest_mm3 / float(np.prod(spacing))
    order = np.argsort(-counts[1:], kind="stable") + 1
    return [numbers == part for part in order.tolist() if counts[part] >= fewest]


def without_small_parts(
    mask: Mask, spacing: Vector, smallest_mm3: float, *, corners: bool = False
) -> Mask:
    """The mask without parts below ``smallest_mm3``; arguments as those above."""
    fewest = smallest_mm3 / float(np.prod(spacing))
    if fewest <= 1:
        return mask
    numbers, counts = components(mask, corners=corners)
    return _chosen(numbers, counts >= fewest)


def large_parts(mask: Mask, share: float) -> Mask:
    """The face-connected parts that have at least ``share`` of the largest part's voxels."""
    numbers, counts = components(mask)
    counts[0] = 0
    return _chosen(numbers, counts >= max(share * counts.max(), 1))


def connected_to_border(mask: Mask) -> Mask:
    """Those voxels of the mask that touch the grid's border through faces of others of the mask."""
    if not border(mask).any():
        return np.zeros(mask.shape, bool)
    numbers, last = numbered(mask)
    touching = np.zeros(last + 1, bool)
    touching[border(numbers)] = True
    return _chosen(numbers, touching)


def parts_with(places: Mask, mask: Mask) -> Mask:
    """Those face-connected parts of the mask that hold any of the places, bool ``[k, j, i]``."""
    numbers, last = numbered(mask)
    held = np.zeros(last + 1, bool)
    held[numbers[places]] = True
    return _chosen(numbers, held)


def border(array: np.ndarray) -> np.ndarray:
    """All values ``[k, j, i]`` on the six faces, as one list."""
    faces = [np.take(array, end, axis).ravel() for axis in range(3) for end in (0, -1)]
    return np.concatenate(faces)


def numbered_by_slice(mask: Mask, *, corners: bool = False) -> tuple[IntArray, int]:
    """As ``numbered``, of each slice along the first axis for itself."""
    from scipy import ndimage  # ITK joins slices; slow to load, and many commands do without

    joined = np.zeros((3, 3, 3), bool)
    joined[1] = ndimage.generate_binary_structure(2, 2 if corners else 1)
    numbers: IntArray
    numbers, last = ndimage.label(mask, joined)
    return numbers, last


def small_holes(mask: Mask, largest_pixels: float) -> Mask:
    """Holes of each slice along the first axis that have no more than ``largest_pixels``.

    Args:
        mask: bool ``[k, j, i]``.
        largest_pixels: larger holes are left out.

    Returns:
        bool ``[k, j, i]``, without the mask itself.
    """
    return holes_by_size(mask, largest_pixels)[0]


def holes_by_size(mask: Mask, largest_pixels: float) -> tuple[Mask, bool]:
    """The same, and whether there are larger ones."""
    numbers, last = numbered_by_slice(~mask)
    enclosed = enclosed_parts(numbers, last)
    small = _counted(numbers.ravel(), last) <= largest_pixels
    return _chosen(numbers, enclosed & small), bool((enclosed & ~small).any())


def enclosed_parts(numbers: IntArray, last: int) -> Mask:
    """Which parts, see ``numbered_by_slice``, lie nowhere at the sides of their slice."""
    enclosed = np.ones(last + 1, bool)
    enclosed[0] = False
    for side in (numbers[:, 0], numbers[:, -1], numbers[:, :, 0], numbers[:, :, -1]):
        enclosed[side] = False
    return enclosed


def _chosen(numbers: IntArray, wanted: Mask) -> Mask:
    wanted[0] = False
    return wanted[numbers]
