"""Boxes round masks and cut out of volumes; what is left stays where it was in the patient."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.volume import Volume

#: Voxels along k, j and i.
Box = tuple[slice, slice, slice]


def box_of(mask: Mask, margin: tuple[int, int, int] = (0, 0, 0)) -> Box:
    """The smallest box that holds a mask, grown as far as the image goes; empty for an empty mask.

    Args:
        mask: bool ``[k, j, i]``.
        margin: voxels to add on both sides along k, j and i.
    """
    filled = [np.flatnonzero(mask.any(axis=others)) for others in ((1, 2), (0, 2), (0, 1))]
    if not filled[0].size:
        return slice(0, 0), slice(0, 0), slice(0, 0)
    k, j, i = (
        slice(max(int(found[0]) - more, 0), min(int(found[-1]) + 1 + more, length))
        for found, more, length in zip(filled, margin, mask.shape, strict=True)
    )
    return k, j, i


def cropped(volume: Volume, box: Box) -> Volume:
    """The voxels of a box, on their part of the grid; without the volume's metadata."""
    array = np.ascontiguousarray(volume.array[box])
    k, j, i = (side.start or 0 for side in box)
    return Volume.on(volume.grid.part((i, j, k), array.shape[::-1]), array)
