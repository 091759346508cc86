"""Which voxels were scanned at all, and which only pad the grid."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import IntArray, Mask
from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import opened

#: Share of the border that one value must take to count as padding in a CT: less is tissue
#: or air that happens to have this value.
_PADDED_SHARE = 0.1

#: Zeros in a strip thinner than twice this, mm, are dark tissue: cortical bone is 2 to 6 mm thick.
_THREAD_MM = 3.0

#: A CT's padding is written exactly, a resampled one to about this, HU.
_PADDING_TOLERANCE_HU = 1.0


def mr_field_of_view(volume: Volume) -> np.ndarray:
    """Where an MR's scanner saw something.

    Voxels that are exactly 0 and connected to the border lie outside: nothing was scanned there.
    Threads of zeros that creep from the border into dark bone or noise count as inside unless they
    are whole border planes.

    Args:
        volume: an MR, array ``[k, j, i]``.

    Returns:
        bool, shape ``(k, j, i)``: True inside the field of view.
    """
    return ~_mr_padding(volume)


def ct_field_of_view(volume: Volume) -> np.ndarray:
    """The same of a CT.

    Voxels connected to the border that hold the border's most frequent value lie outside, if it is
    common there and is not simply air.
    """
    padding = _border_value(volume.array)
    if padding is None or abs(padding - AIR_HU) < -AIR_HU / 2:
        return np.ones(volume.array.shape, bool)
    return ~_connected_to_border(np.abs(volume.array - padding) <= _PADDING_TOLERANCE_HU)


def _mr_padding(volume: Volume) -> Mask:
    empty = volume.array == 0
    padding = _connected_to_border(empty)
    if not padding.any() or empty.all():
        return padding
    return opened(padding, volume.spacing, _THREAD_MM) | _outside_the_box(~empty)


def _outside_the_box(mask: Mask) -> Mask:
    """All voxels outside the smallest box, along the axes, that holds every True one."""
    outside = np.ones(mask.shape, bool)
    outside[tuple(slice(int(n.min()), int(n.max()) + 1) for n in np.nonzero(mask))] = False
    return outside


def _connected_to_border(candidates: Mask) -> Mask:
    """Those True voxels that touch the border through faces of other True voxels, [k, j, i]."""
    if not _border(candidates).any():
        return np.zeros(candidates.shape, bool)
    labels: IntArray = sitk.GetArrayFromImage(
        sitk.ConnectedComponent(sitk.GetImageFromArray(candidates.astype(np.uint8)))
    )
    touching = np.zeros(int(labels.max()) + 1, bool)
    touching[_border(labels)] = True
    touching[0] = False
    return touching[labels]


def _border(array: np.ndarray) -> np.ndarray:
    """All values on the six faces, as one list."""
    faces = [np.take(array, end, axis).ravel() for axis in range(3) for end in (0, -1)]
    return np.concatenate(faces)


def _border_value(array: np.ndarray) -> float | None:
    values, counts = np.unique(_border(array), return_counts=True)
    most = int(counts.argmax())
    return float(values[most]) if counts[most] >= _PADDED_SHARE * counts.sum() else None
