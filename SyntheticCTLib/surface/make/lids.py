"""Wide gaps in bone closed with the curve of the bone around them, where a ball lays a flat lid.

Along a shaft that a slit opens a ball lies on both rims, and below the level of the bone between
them. The level of the bone beside the gap, a signed distance, is carried on across it by the
function that bends least: the three-dimensional thin plate (Duchon 1977), which goes on with the
slope and the curve of its rims.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

import numpy as np
from scipy.ndimage import map_coordinates
from scipy.sparse import csr_matrix, diags, eye, vstack
from scipy.sparse.linalg import cg

from SyntheticCTLib.arrays import Float64Array, IntArray, Mask
from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.components import components
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

#: Over about this length the plate evens out the steps of voxels, mm.
_SMOOTH_MM = 2.0

_TOLERANCE = 1e-6
_MOST_ITERATIONS = 5000


def curved_lids(bone: Mask, marrow: Mask, seen: Mask, spacing: Vector) -> Mask:
    """What lies between flat lids over wide gaps and lids that are curved as the bone is.

    Args:
        bone: bool (k, j, i), in a box wide enough for ``HIGHEST_LID_MM``.
        marrow: what it encloses, below flat lids, likewise.
        seen: what the image shows of the box, likewise: nothing is closed beyond.
        spacing: of the voxels (i, j, k), mm.
    """
    solid = bone | marrow
    found = np.zeros_like(bone)
    edge = bone & grown_by_one(~solid)
    k, j, i = (int(np.ceil(_RIM_MM[1] / side)) for side in spacing[::-1])
    for lid in _wide(marrow & grown_by_one(seen & ~solid), edge, spacing):
        box = box_of(lid, (k, j, i))
        found[box] |= _risen(lid[box], edge[box], solid[box], spacing)
    return found & seen & ~solid


def _wide(lids: Mask, edge: Mask, spacing: Vector) -> Iterator[Mask]:
    """Each of the lids that is wide somewhere."""
    if not lids.any():
        return
    # Voxels of one lid touch at corners, too, and where it is steep by less than that.
    numbers, _ = components(grown_by_one(grown_by_one(lids)))
    for number in np.unique(numbers[lids & (distance_to(edge, spacing) > _NARROW_MM)]):
        yield lids & (numbers == number)


def _risen(lid: Mask, edge: Mask, solid: Mask, spacing: Vector) -> Mask:
    """Where a curved lid lies above a flat one, in a box around it.

    Args:
        lid: the flat one, bool (k, j, i).
        edge: the outermost voxels of bone, likewise.
        solid: bone and marrow, likewise.
        spacing: of the voxels (i, j, k), mm.
    """
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
    plate = _plate(level[coarse], known[coarse], band[coarse], sides)
    there = np.nonzero(band & ~of_bone & ~solid & (above <= HIGHEST_LID_MM))
    places = [axis / step for axis, step in zip(there, steps, strict=True)]
    below = map_coordinates(plate, places, order=1, mode="nearest") < 0
    risen = np.zeros_like(lid)
    risen[tuple(axis[below] for axis in there)] = True
    return risen


def _plate(level: Float64Array, known: Mask, band: Mask, sides: Sequence[float]) -> Float64Array:
    """The level that bends least and is about as given where it is known.

    Args:
        level: above bone, mm, (k, j, i).
        known: where it holds, likewise.
        band: where it is looked for, likewise; elsewhere it stays as it is.
        sides: of the voxels (k, j, i), mm.
    """
    number = np.full(band.shape, -1)
    number[band] = np.arange(band.sum())
    pairs = combinations_with_replacement(range(3), 2)
    bends = _SMOOTH_MM**2 * vstack([_bending(number, a, b, sides) for a, b in pairs])
    held = diags(known[band].astype(float))
    # The last term holds voxels that neither bending nor bone does.
    matrix = (bends.T @ bends + held + 1e-8 * eye(held.shape[0])).tocsr()
    start = level[band]
    result = level.copy()
    result[band], _ = cg(matrix, held @ start, x0=start, rtol=_TOLERANCE, maxiter=_MOST_ITERATIONS)
    return result


def _bending(number: IntArray, a: int, b: int, sides: Sequence[float]) -> csr_matrix:
    """Second differences along two axes, 1/mm², a row for each voxel whose neighbours are there.

    Args:
        number: of each voxel (k, j, i), -1 for those left out.
        a, b: the axes.
        sides: of the voxels (k, j, i), mm.
    """
    steps = np.eye(3, dtype=int)
    if a == b:
        weights = [(steps[a], 1.0), (0 * steps[a], -2.0), (-steps[a], 1.0)]
    else:  # stands for both mixed ones
        root = float(np.sqrt(2))
        weights = [
            (steps[a] + steps[b], root),
            (steps[a], -root),
            (steps[b], -root),
            (0 * steps[a], root),
        ]
    columns = np.stack([_neighbour(number, step).ravel() for step, _ in weights])
    columns = columns[:, (columns >= 0).all(axis=0)]
    rows = np.broadcast_to(np.arange(columns.shape[1]), columns.shape)
    values = np.array([[weight] for _, weight in weights]) / (sides[a] * sides[b])
    entries = np.broadcast_to(values, columns.shape).ravel(), (rows.ravel(), columns.ravel())
    return csr_matrix(entries, shape=(columns.shape[1], int(number.max()) + 1))


def _neighbour(number: IntArray, step: IntArray) -> IntArray:
    """The number of each voxel's neighbour so many voxels away (k, j, i); -1 beyond the box."""
    wider = np.pad(number, 1, constant_values=-1)
    box = tuple(slice(1 + n, 1 + n + size) for n, size in zip(step, number.shape, strict=True))
    return wider[box]
