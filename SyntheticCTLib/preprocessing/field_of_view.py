"""Which voxels were scanned at all, and which only pad the grid."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import border, connected_to_border
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
    return ~connected_to_border(np.abs(volume.array - padding) <= _PADDING_TOLERANCE_HU)


def _mr_padding(volume: Volume) -> Mask:
    empty = volume.array == 0
    padding = connected_to_border(empty)
    if not padding.any() or empty.all():
        return padding
    outside = np.ones(empty.shape, bool)
    outside[box_of(~empty)] = False
    return opened(padding, volume.spacing, _THREAD_MM) | outside


def _border_value(array: np.ndarray) -> float | None:
    values, counts = np.unique(border(array), return_counts=True)
    most = int(counts.argmax())
    return float(values[most]) if counts[most] >= _PADDED_SHARE * counts.sum() else None
