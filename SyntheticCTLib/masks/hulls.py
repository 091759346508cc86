"""Convex hulls of masks ``[k, j, i]``, slice by slice along k."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Float64Array, IntArray, Mask

#: How far rounding may take a corner of a hull away, voxels.
_ROUNDING = 1e-6


def convex_slices(mask: Mask) -> Mask:
    """The convex hull of each slice."""
    result = np.zeros(mask.shape, bool)
    columns = np.arange(mask.shape[2])
    for k, section in enumerate(mask):
        rows = np.flatnonzero(section.any(axis=1))
        if rows.size == 0:
            continue
        # A convex set is, row by row, all from a convex left edge to a concave right one.
        left = section[rows].argmax(axis=1)
        right = mask.shape[2] - 1 - section[rows, ::-1].argmax(axis=1)
        between = np.arange(rows[0], rows[-1] + 1)
        first = -_concave(rows, -left, between) - _ROUNDING
        last = _concave(rows, right, between) + _ROUNDING
        result[k, between] = (columns >= first[:, None]) & (columns <= last[:, None])
    return result


def convex_outline(mask: Mask) -> Mask:
    """As ``convex_slices``, and an empty slice between others is whole."""
    result = convex_slices(mask)
    in_slice = np.asarray(mask.any(axis=(1, 2)))
    present = np.flatnonzero(in_slice)
    if present.size:
        between = slice(present[0], present[-1])
        result[between][~in_slice[between]] = True
    return result


def _concave(places: IntArray, values: IntArray, wanted: IntArray) -> Float64Array:
    """The lowest concave curve above points with growing places (Andrew's monotone chain)."""
    chain: list[tuple[float, float]] = []
    for point in zip(places.tolist(), values.tolist(), strict=True):
        while len(chain) > 1 and _turns_left(chain[-2], chain[-1], point):
            chain.pop()
        chain.append(point)
    corners = np.array(chain, np.float64)
    return np.interp(wanted, corners[:, 0], corners[:, 1])


def _turns_left(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) >= 0
