"""Which way round the values of MONOCHROME1 files are: the field says it of the display alone.

HU and activity have a scale of their own and are taken as they are stored. MR signal has none: some
exports write it turned round, others only set the field. Air is dark, and air is at the edges.
"""

from __future__ import annotations

import numpy as np

#: Kinds of image of which no scale says what air is.
WITHOUT_SCALE = ("MR", "")

#: Air lies within this share of the range from its end, and makes up this share of the edges.
_NEAR_END, _SHARE = 0.1, 0.5


def with_dark_air(
    array: np.ndarray, padded: np.ndarray | None, modality: str, name: str
) -> tuple[np.ndarray, str]:
    """The values of a MONOCHROME1 series, turned round where air would be bright.

    Args:
        array: ``[k, j, i]``, in any type of numbers.
        padded: bool of that shape, what only pads the image; None for nothing.
        modality: DICOM's, "" where it is missing.
        name: of the series, for the sentence.

    Returns:
        The values, and what was done in a sentence; "" where they have a scale of their own.
    """
    if modality not in WITHOUT_SCALE:
        return array, ""
    edges = np.zeros(array.shape, bool)
    edges[:, [0, -1], :] = edges[:, :, [0, -1]] = True
    image = np.ones(array.shape, bool) if padded is None else ~padded
    if not (edges & image).any():
        return array, ""
    low, high = float(array[image].min()), float(array[image].max())
    seen, near = array[edges & image], _NEAR_END * (high - low)
    bright, dark = np.mean(seen > high - near), np.mean(seen < low + near)
    if bright > max(dark, _SHARE):
        turned = (low + high - array.astype(np.float64)).astype(array.dtype)
        return turned, f"{name} is stored with bright air (MONOCHROME1): its values were inverted."
    return array, f"{name} is MONOCHROME1, but its air is dark as stored: its values were kept."
