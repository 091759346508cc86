"""Blurring and sampling in one, axis by axis, where two grids have parallel axes.

A Gaussian, a cubic B-spline and a straight line between voxels all part into one weighting for each
axis. So a grid of coarser voxels needs no blurred copy of the fine ones, and one of finer voxels no
look at eight neighbours of each: along each axis new voxels are weighted sums of the old ones. The
weights are those of ITK's filters (``DiscreteGaussian`` with the border going on,
``BSplineInterpolateImageFunction`` with mirrored borders, ``LinearInterpolateImageFunction``), and
so are the values, to single precision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from SyntheticCTLib.arrays import Float64Array, Mask
from SyntheticCTLib.image.blurring import weights_of
from SyntheticCTLib.image.grid import Grid

#: Directions whose cosines differ by less are one direction: along 512 voxels that is less than a
#: thousandth of a voxel.
_PARALLEL = 1e-6

_SPLINE_ORDER = 3

#: The weights of a longer axis would take more memory than a volume.
_LONGEST = 4096

#: A matrix of which fewer weights than this share are not 0 is multiplied by those alone.
_FEW = 0.04

#: Rows along j that are made at once where that gives the same bits: less memory than all.
_ROWS_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class Weighting:
    """Along one axis: how new voxels come from old ones.

    Attributes:
        matrix: weights ``[new, old]``.
        inside: new voxels whose middle lies in the old grid, bool ``[new]``.
    """

    matrix: Float64Array
    inside: Mask

    @cached_property
    def _factor(self) -> Any:
        if np.count_nonzero(self.matrix) >= _FEW * self.matrix.size:
            return self.matrix
        from scipy import sparse  # slow to load, and few commands resample

        return sparse.csr_array(self.matrix)

    @property
    def few(self) -> bool:
        """Whether each new voxel comes from a few old ones: then some can be made at a time."""
        return self._factor is not self.matrix

    def of_lines(self, lines: np.ndarray, rows: slice = slice(None)) -> Float64Array:
        """New lines ``[new, ...]`` from old ones ``[old, ...]``, two axes; all, or some rows."""
        return np.asarray(self._factor[rows] @ lines.astype(np.float64))


def part_by_axes(old: Grid, new: Grid) -> bool:
    """Whether the axes i, j and k of both grids run the same way, and none is immensely long."""
    cosines = old.direction_matrix.T @ new.direction_matrix
    return (
        bool(np.abs(cosines - np.eye(3)).max() <= _PARALLEL)
        and max(*old.size, *new.size) <= _LONGEST
    )


def weightings(
    old: Grid, new: Grid, variances: Sequence[float], *, spline: bool
) -> list[Weighting]:
    """For the axes k, j and i of two grids with parallel axes.

    Args:
        old, new: the grids.
        variances: of the Gaussian along k, j and i, voxels of ``old`` squared; 0 for none.
        spline: a cubic B-spline between voxels, or else a straight line.
    """
    first = (np.asarray(new.origin) - np.asarray(old.origin)) @ old.direction_matrix
    begins = first / np.asarray(old.spacing)
    steps = np.asarray(new.spacing) / np.asarray(old.spacing)
    return [
        _weighting(
            old.size[axis],
            begins[axis] + steps[axis] * np.arange(new.size[axis]),
            variances[2 - axis],
            spline=spline,
        )
        for axis in (2, 1, 0)
    ]


def sampled(
    array: np.ndarray,
    along: Sequence[Weighting],
    outside: float,
    finished: Callable[[np.ndarray], np.ndarray] = lambda values: values,
    into: np.ndarray | None = None,
) -> np.ndarray:
    """The array on the new grid.

    Args:
        array: ``[k, j, i]``.
        along: the weighting of each axis.
        outside: value beyond the old grid.
        finished: what each new value becomes, for some of them at a time: of a large volume in
            smaller numbers there is then no copy in larger ones.
        into: where the new values are written, of their type; None makes an array.

    Returns:
        float32, float64 of float64, or what ``finished`` makes of them.
    """
    dtype = np.float64 if array.dtype == np.float64 else np.float32
    k, j, i = along
    shape = len(k.matrix), len(j.matrix), len(i.matrix)
    beyond = finished(np.array([outside], dtype))
    made = np.empty(shape, beyond.dtype) if into is None else into
    # As whole matrices they would add up in another order, and give other last bits.
    step = _ROWS_AT_ONCE if i.few and j.few else max(shape[1], 1)
    for start in range(0, shape[1], step):
        rows = slice(start, min(start + step, shape[1]))
        flat = np.empty((len(array), rows.stop - start, shape[2]), dtype)
        for lines, plane in zip(flat, array, strict=True):
            lines[...] = i.of_lines(j.of_lines(plane, rows).T).T
        for row in range(start, rows.stop):
            made[:, row] = finished(k.of_lines(flat[:, row - start]).astype(dtype))
    made[~k.inside] = beyond
    made[:, ~j.inside] = beyond
    made[:, :, ~i.inside] = beyond
    return made


def _weighting(count: int, places: Float64Array, variance: float, *, spline: bool) -> Weighting:
    inside = (places >= -0.5) & (places < count - 0.5)
    held = np.clip(places, -0.5, count - 0.5)
    between = _spline_weights(count, held) if spline else _line_weights(count, held)
    return Weighting(between @ _blur(count, variance) if variance > 0 else between, inside)


def _line_weights(count: int, places: Float64Array) -> Float64Array:
    """Beyond the middle of the last voxel its value goes on."""
    held = np.clip(places, 0, count - 1)
    below = np.minimum(np.floor(held).astype(int), max(count - 2, 0))
    matrix = np.zeros((len(places), count))
    rows = np.arange(len(places))
    matrix[rows, below] = 1 - (held - below)
    if count > 1:
        matrix[rows, below + 1] = held - below
    return matrix


def _spline_weights(count: int, places: Float64Array) -> Float64Array:
    """Of the voxels themselves: their coefficients come from all of them."""
    from scipy import ndimage  # see above

    coefficients = ndimage.spline_filter1d(
        np.eye(count), _SPLINE_ORDER, axis=0, output=np.float64, mode="mirror"
    )
    matrix = np.zeros((len(places), count))
    rows = np.arange(len(places))
    lowest = np.floor(places).astype(int) - 1
    for step in range(_SPLINE_ORDER + 1):
        at = lowest + step
        np.add.at(matrix, (rows, _mirrored(at, count)), _cubic(places - at))
    return np.asarray(matrix @ coefficients)


def _cubic(away: Float64Array) -> Float64Array:
    """The cubic B-spline at a distance (Unser et al., IEEE Trans Signal Process 1993; 41:821)."""
    near = np.abs(away)
    inner = 2 / 3 - near**2 + near**3 / 2
    outer = np.maximum(2 - near, 0) ** 3 / 6
    return np.where(near < 1, inner, outer)


def _mirrored(at: np.ndarray, count: int) -> np.ndarray:
    """Numbers of voxels, mirrored about the middle of the first and the last."""
    period = max(2 * count - 2, 1)
    folded = np.abs(at) % period
    return np.asarray(np.where(folded < count, folded, period - folded))


def _blur(count: int, variance: float) -> Float64Array:
    """Beyond the border lie the voxels at it."""
    weights = weights_of(variance)
    matrix = np.zeros((count, count))
    rows = np.arange(count)
    for step, weight in enumerate(weights):
        for at in {step, -step}:
            np.add.at(matrix, (rows, np.clip(rows + at, 0, count - 1)), weight)
    return matrix
