"""What a network is shown where an image ends: that the body goes on, not that nothing is there.

Planes in which nothing was scanned pad many a grid, and the field of view of a cone beam ends in a
cone. A network takes such an end for air, and darkens the body beside it.
"""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import cropped

#: A plane cuts the body in which at least this share is scanned of what is so many mm deeper. Of a
#: sphere's first millimetre it is a tenth, of a cylinder's side a third.
_CUT_SHARE, _DEEPER_MM = 0.5, 10.0


def without_empty_ends(volume: Volume, scanned: Mask, mask: Mask) -> tuple[Volume, Mask]:
    """An image without the planes at its ends in which nothing was scanned, where it is cut there.

    Args:
        volume: the image, array ``[k, j, i]``.
        scanned: where there is anything, bool ``[k, j, i]``.
        mask: where an image is made, bool ``[k, j, i]``.

    Returns:
        Both on that part of the grid; as they came where nothing is to be left out.
    """
    k, j, i = (_filled_range(scanned, axis, volume.spacing[2 - axis]) for axis in range(3))
    if all(side.stop - side.start == n for side, n in zip((k, j, i), scanned.shape, strict=True)):
        return volume, mask
    return cropped(volume, (k, j, i)), mask[k, j, i]


def _filled_range(scanned: Mask, axis: int, spacing_mm: float) -> slice:
    others = tuple(other for other in range(3) if other != axis)
    share = scanned.mean(axis=others)
    filled = np.flatnonzero(share)
    if not filled.size:
        return slice(0, share.size)
    first, last = int(filled[0]), int(filled[-1])
    deeper = min(round(_DEEPER_MM / spacing_mm), last - first)
    begin = first if share[first] >= _CUT_SHARE * share[first + deeper] else 0
    end = last + 1 if share[last] >= _CUT_SHARE * share[last - deeper] else share.size
    return slice(begin, end)


def along_the_patient(volume: Volume, seen: Mask) -> tuple[Volume, Mask]:
    """A scan that goes on beyond both ends of its field of view as its last slice seen there.

    Args:
        volume: the scan, array ``[k, j, i]``, any orientation.
        seen: its field of view, without holes along the patient, bool ``[k, j, i]``.

    Returns:
        Both, filled up to the ends of the grid. What lies beside the field stays.
    """
    letters = volume.grid.orientation
    axis = 2 - next(n for n, letter in enumerate(letters) if letter in "SI")
    array, inside = volume.array.copy(), seen.copy()
    values, field = np.moveaxis(array, axis, 0), np.moveaxis(inside, axis, 0)
    column = field.any(axis=0)
    first = field.argmax(axis=0)
    last = len(field) - 1 - field[::-1].argmax(axis=0)
    for at in range(len(field)):
        beyond = column & ((at < first) | (at > last))
        if beyond.any():
            rows = np.nonzero(beyond)
            values[at][rows] = values[(np.clip(at, first, last)[rows], *rows)]
            field[at][rows] = True
    return volume.with_array(array, **volume.metadata), inside
