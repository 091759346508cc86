"""The level that goes on across a gap and bends least: a thin plate in three dimensions.

Sum of all squared second derivatives (Duchon 1977), by finite differences.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement

import numpy as np
from scipy.ndimage import map_coordinates
from scipy.sparse import csr_matrix, diags, eye, vstack
from scipy.sparse.linalg import cg

from SyntheticCTLib.arrays import Float64Array, IntArray, Mask

#: Over about this length the plate evens out the steps of voxels, mm.
_SMOOTH_MM = 2.0

_TOLERANCE = 1e-6
_MOST_ITERATIONS = 1000


def least_bent(
    level: Float64Array, known: Mask, band: Mask, sides: Sequence[float]
) -> Float64Array:
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


def values_at(plate: Float64Array, places: Sequence[Float64Array]) -> Float64Array:
    """A level between its voxels, linear, at places along k, j and i."""
    values: Float64Array = map_coordinates(plate, places, order=1, mode="nearest")
    return values


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
