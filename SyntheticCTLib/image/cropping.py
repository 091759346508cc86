"""Boxes cut out of volumes; what is left stays where it was in the patient."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from SyntheticCTLib.image.volume import Volume

#: Voxels along k, j and i.
Box = tuple[slice, slice, slice]


def box_of(mask: np.ndarray, margin: tuple[int, int, int] = (0, 0, 0)) -> Box:
    """The smallest box that holds a mask, grown as far as the image goes.

    Args:
        mask: bool [k, j, i], not empty.
        margin: voxels to add on both sides along k, j and i.
    """
    k, j, i = (
        slice(max(int(n.min()) - more, 0), int(n.max()) + 1 + more)
        for n, more in zip(np.nonzero(mask), margin, strict=True)
    )
    return k, j, i


def cropped(volume: Volume, box: Box) -> Volume:
    """The voxels of a box, on their part of the grid; without the volume's metadata."""
    first = volume.affine @ [*(side.start or 0 for side in box[::-1]), 1]
    origin = (float(first[0]), float(first[1]), float(first[2]))
    array = np.ascontiguousarray(volume.array[box])
    return replace(volume, array=array, origin=origin, metadata={})
