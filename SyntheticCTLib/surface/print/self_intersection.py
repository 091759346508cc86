"""Triangles of a mesh that pass through each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from SyntheticCTLib.arrays import Float64Array, IntArray, Mask
from SyntheticCTLib.progress import UNWATCHED, Watch

#: Pairs of triangles looked at together: a compromise between memory and calls.
_BATCH = 200_000

#: Cells of the search grid are this many times as large as a usual triangle.
_CELL_PER_TRIANGLE = 1.5


def intersecting_triangles(
    points: np.ndarray, triangles: np.ndarray, watch: Watch = UNWATCHED
) -> np.ndarray:
    """Pairs of triangles (p, 2) that cross.

    Two triangles cross when an edge of one passes through the inside of the other, or when they
    share an edge and are folded flat onto each other. Touching is not crossing, and triangles that
    overlap within one plane without sharing an edge are not looked for.

    Args:
        points: (n, 3), mm.
        triangles: (m, 3) point numbers.
        watch: asked between batches whether to stop.

    Raises:
        Cancelled: a stop was asked for.
    """
    found = [np.zeros((0, 2), np.int64)]
    for pairs in _near_pairs(points[triangles]):
        watch.check()
        found.append(pairs[_cross(points, triangles[pairs[:, 0]], triangles[pairs[:, 1]])])
    return np.unique(np.concatenate(found), axis=0)


def _near_pairs(corners: np.ndarray) -> Iterator[np.ndarray]:
    """Pairs (p, 2), lower number first, of triangles (m, 3, 3) whose boxes overlap."""
    low, high = corners.min(axis=1), corners.max(axis=1)
    if len(corners) < 2:
        return
    size = _CELL_PER_TRIANGLE * max(float(np.median((high - low).max(axis=1))), 1e-9)
    cell, triangle = _cells(low, high, size)
    order = np.argsort(cell, kind="stable")
    cell, triangle = cell[order], triangle[order]
    starts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    counts = np.diff(np.r_[starts, len(cell)])
    # Every entry is paired with the later ones of its cell.
    later = np.repeat(starts + counts, counts) - np.arange(len(cell)) - 1
    ends = np.cumsum(later)
    begin = 0
    while begin < len(later):
        done = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + _BATCH)))
        number = later[begin:end]
        first = np.repeat(np.arange(begin, end), number)
        step = np.arange(len(first)) - np.repeat(np.cumsum(number) - number, number)
        pairs = np.sort(np.column_stack([triangle[first], triangle[first + 1 + step]]), axis=1)
        a, b = pairs.T
        overlap = ((low[a] <= high[b]) & (low[b] <= high[a])).all(axis=1)
        yield pairs[overlap]
        begin = end


def _cells(low: np.ndarray, high: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    """The grid cells that each box covers: cell numbers and triangle numbers, of equal length."""
    origin = low.min(axis=0)
    first = ((low - origin) // size).astype(np.int64)
    count = ((high - origin) // size).astype(np.int64) - first + 1
    grid = (first + count).max(axis=0)
    total = count.prod(axis=1)
    triangle = np.repeat(np.arange(len(low)), total)
    step = np.arange(len(triangle)) - np.repeat(np.cumsum(total) - total, total)
    x = step % count[triangle, 0]
    y = step // count[triangle, 0] % count[triangle, 1]
    z = step // (count[triangle, 0] * count[triangle, 1])
    place = first[triangle] + np.column_stack([x, y, z])
    return (place[:, 2] * grid[1] + place[:, 1]) * grid[0] + place[:, 0], triangle


def _cross(points: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether the triangles (p, 3) and (p, 3), point numbers, cross."""
    shared = (one[:, :, None] == other[:, None, :]).sum(axis=(1, 2))
    result = np.zeros(len(one), bool)
    apart = np.flatnonzero(shared < 2)
    a, b = points[one[apart]], points[other[apart]]
    # Two planes that miss each other rule out most pairs.
    sides_a, sides_b = _sides(a, b), _sides(b, a)
    mixed = ~(_one_side(sides_a) | _one_side(sides_b))
    apart, a, b = apart[mixed], a[mixed], b[mixed]
    sides_a, sides_b = sides_a[mixed], sides_b[mixed]
    hit = np.zeros(len(apart), bool)
    for n in range(3):
        m = (n + 1) % 3
        hit |= (sides_a[:, n] * sides_a[:, m] < 0) & _through(a[:, n], a[:, m], b)
        hit |= (sides_b[:, n] * sides_b[:, m] < 0) & _through(b[:, n], b[:, m], a)
    result[apart] = hit
    edge = np.flatnonzero(shared == 2)
    result[edge] = _folded(points, one[edge], other[edge])
    return result


def _sides(moving: Float64Array, plane: Float64Array) -> Float64Array:
    """On which side (p, 3) of the planes of triangles (p, 3, 3) the corners (p, 3, 3) lie."""
    normal = np.cross(plane[:, 1] - plane[:, 0], plane[:, 2] - plane[:, 0])
    height: Float64Array = np.einsum("pci,pi->pc", moving - plane[:, :1], normal)
    # What rounding makes of zero is zero: a shared corner lies in the plane.
    scale = np.abs(normal).max(axis=1) * np.abs(moving - plane[:, :1]).max(axis=(1, 2))
    height[np.abs(height) <= 1e-12 * scale[:, None]] = 0.0
    return height


def _one_side(sides: np.ndarray) -> np.ndarray:
    return np.asarray((sides >= 0).all(axis=1) | (sides <= 0).all(axis=1))


def _through(start: Float64Array, end: Float64Array, triangle: Float64Array) -> Mask:
    """Whether lines pass inside triangles: to the same side of all three edges, strictly."""
    ray = end - start
    corners = triangle - start[:, None]
    turns: list[Float64Array] = [
        np.einsum("pi,pi->p", ray, np.cross(corners[:, n], corners[:, (n + 1) % 3]))
        for n in range(3)
    ]
    u, v, w = turns
    limit: Float64Array = 1e-12 * np.maximum.reduce([np.abs(u), np.abs(v), np.abs(w)])
    return ((u > limit) & (v > limit) & (w > limit)) | ((u < -limit) & (v < -limit) & (w < -limit))


def _folded(points: Float64Array, one: IntArray, other: IntArray) -> Mask:
    """Whether triangles that share an edge lie flat on each other."""
    free_one = ~(one[:, :, None] == other[:, None, :]).any(axis=2)
    free_other = ~(other[:, :, None] == one[:, None, :]).any(axis=2)
    rows = np.arange(len(one))
    edge = one[~free_one].reshape(-1, 2)
    start, along = points[edge[:, 0]], points[edge[:, 1]] - points[edge[:, 0]]
    tips = []
    for triangle, free in ((one, free_one), (other, free_other)):
        tip = points[triangle[rows, free.argmax(axis=1)]] - start
        length = np.maximum(np.einsum("pi,pi->p", along, along), 1e-300)
        across = tip - (np.einsum("pi,pi->p", tip, along) / length)[:, None] * along
        norm = np.linalg.norm(across, axis=1, keepdims=True)
        tips.append(across / np.maximum(norm, 1e-300))
    alike: Float64Array = np.einsum("pi,pi->p", tips[0], tips[1])
    return alike > 1.0 - 1e-10
