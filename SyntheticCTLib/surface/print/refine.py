"""Finer triangles where they are needed, without gaps to their neighbours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: An edge is halved no more often.
_MOST_ROUNDS = 8


def refined(
    points: np.ndarray,
    triangles: np.ndarray,
    longest_mm: float,
    where: Callable[[np.ndarray], np.ndarray],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Halve edges until none is too long in a region.

    Every triangle of a halved edge is split, inside the region and out, so a closed mesh stays one.

    Args:
        points: (n, 3), LPS mm.
        triangles: (m, 3) point numbers.
        longest_mm: edges of the region become no longer.
        where: tells which of points (k, 3) lie in the region, bool (k,); asked about the middles.

    Returns:
        Points, triangles, and for each point the number of a point of before: itself, or one end of
        the edge that it halved.
    """
    parents = np.arange(len(points))
    for _ in range(_MOST_ROUNDS):
        ends = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]], axis=2)
        edges, of_triangle = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
        length = np.linalg.norm(points[edges[:, 0]] - points[edges[:, 1]], axis=1)
        middles = points[edges].mean(axis=1)
        halved = length > longest_mm
        halved[halved] = where(middles[halved])
        if not halved.any():
            break
        number = np.full(len(edges), -1)
        number[halved] = len(points) + np.arange(halved.sum())
        points = np.concatenate([points, middles[halved]])
        parents = np.concatenate([parents, parents[edges[halved, 0]]])
        triangles = _split(triangles, number[of_triangle].reshape(-1, 3))
    return points, triangles, parents


def _split(triangles: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """Triangles (m, 3) whose edges have new points in their middles, (m, 3); -1 where not."""
    count = (middles >= 0).sum(axis=1)
    made = [triangles[count == 0]]
    # Turned so that the first edge is halved where one is, and the last is not where two are.
    first = np.where(count == 1, (middles >= 0).argmax(axis=1), 0)
    first = np.where(count == 2, ((middles < 0).argmax(axis=1) + 1) % 3, first)
    order = (first[:, None] + np.arange(3)) % 3
    a, b, c = np.take_along_axis(triangles, order, axis=1).T
    ab, bc, ca = np.take_along_axis(middles, order, axis=1).T
    one, two, three = count == 1, count == 2, count == 3
    for chosen, corners in (
        (one, ((a, ab, c), (ab, b, c))),
        (two, ((ab, b, bc), (a, ab, bc), (a, bc, c))),
        (three, ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))),
    ):
        made += [np.stack(one_of, axis=1)[chosen] for one_of in corners]
    return np.concatenate(made)
