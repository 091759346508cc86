"""Wide gaps in bone closed with the curve of the bone around them, where a ball lays a flat lid.

Along a shaft that a slit opens a ball lies on both rims, and below the level of the bone between
them. The level of the bone beside the gap, a signed distance, is carried on across it by the
function that bends least: the three-dimensional thin plate (Duchon 1977), which goes on with the
slope and the curve of its rims.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import numbered
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.masks.morphology import grown_by_one

#: A lid whose middle lies no farther than this from bone is flat enough, mm.
_NARROW_MM = 3.0

#: Bone so far from a gap and farther than that says how it is closed, mm: nearer to it, its wall
#: is cut, and beyond, the bone may be shaped otherwise.
_RIM_MM = (3.0, 10.0)

#: Of the level of bone, what lies so near to its surface is known, mm: farther out, the nearest
#: bone to a place over the gap is its rim.
_KNOWN_MM = 2.0

#: The level is looked for so far from the surface, mm.
_BAND_MM = 7.0

#: No lid rises higher than this above a flat one, mm.
HIGHEST_LID_MM = 5.0

#: Voxels of the plate are about so large, mm: what is so smooth needs no smaller ones.
_PLATE_VOXEL_MM = 2.0


def curved_lids(bone: Mask, marrow: Mask, other: Mask, seen: Mask, spacing: Vector) -> Mask:
    """What lies between flat lids over wide gaps and lids that are curved as the bone is.

    Args:
        bone: bool (k, j, i), in a box wide enough for ``HIGHEST_LID_MM``.
        marrow: what it encloses, below flat lids, likewise.
        other: bone that does not belong, likewise: marrow that ends at it goes on, and has no lid.
        seen: what the image shows of the box, likewise: nothing is closed beyond.
        spacing: of the voxels (i, j, k), mm.
    """
    solid = bone | marrow
    found = np.zeros_like(bone)
    edge = bone & grown_by_one(~solid)
    k, j, i = (int(np.ceil(_RIM_MM[1] / side)) for side in spacing[::-1])
    for lid in _wide(marrow & grown_by_one(seen & ~solid), edge, other, spacing):
        box = box_of(lid, (k, j, i))
        found[box] |= _risen(lid[box], edge[box], solid[box], spacing)
    return found & seen & ~solid


def _wide(lids: Mask, edge: Mask, other: Mask, spacing: Vector) -> Iterator[Mask]:
    """Each of the lids that is wide somewhere and is no cut face."""
    if not lids.any():
        return
    # Voxels of one lid touch at corners, too, and where it is steep by less than that.
    numbers, _ = numbered(grown_by_one(grown_by_one(lids)))
    wide = np.unique(numbers[lids & (distance_to(edge, spacing) > _NARROW_MM)])
    for number in np.setdiff1d(wide, numbers[other]):
        yield lids & (numbers == number)


def _risen(lid: Mask, edge: Mask, solid: Mask, spacing: Vector) -> Mask:
    """Where a curved lid lies above a flat one, in a box around it.

    Args:
        lid: the flat one, bool (k, j, i).
        edge: the outermost voxels of bone, likewise.
        solid: bone and marrow, likewise.
        spacing: of the voxels (i, j, k), mm.
    """
    from SyntheticCTLib.surface.make.thin_plate import least_bent, values_at  # SciPy: slow to load

    above = distance_to(solid, spacing)
    level = (above - distance_to(~solid, spacing)).astype(float)
    level -= np.copysign(min(spacing) / 2, level)  # surfaces lie between voxels
    to_lid, to_edge = distance_to(lid, spacing), distance_to(edge, spacing)
    of_bone = to_edge < to_lid
    band = np.abs(level) < _BAND_MM
    known = band & of_bone & (to_lid > _RIM_MM[0]) & (np.abs(level) < _KNOWN_MM)
    steps = [max(1, int(_PLATE_VOXEL_MM / side)) for side in spacing[::-1]]
    coarse = tuple(slice(None, None, step) for step in steps)
    if not known[coarse].any():
        return np.zeros_like(lid)
    sides = [step * side for step, side in zip(steps, spacing[::-1], strict=True)]
    plate = least_bent(level[coarse], known[coarse], band[coarse], sides)
    there = np.nonzero(band & ~of_bone & ~solid & (above <= HIGHEST_LID_MM))
    places = [axis / step for axis, step in zip(there, steps, strict=True)]
    below = values_at(plate, places) < 0
    risen = np.zeros_like(lid)
    risen[tuple(axis[below] for axis in there)] = True
    return risen
