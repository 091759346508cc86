"""How the triangles of a mesh hang together: edges, shells, closedness, orientation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import IntArray


@dataclass(frozen=True)
class EdgeCount:
    """How often each edge is used.

    Attributes:
        edges: the distinct edges (e, 2), lower point number first.
        uses: by how many triangles (e,); 2 everywhere in a closed manifold.
        forward_surplus: uses from lower to higher number minus uses the other way (e,); 0 where the
            neighbours agree on what is outside.
        of_triangle: for each triangle the numbers of its three edges (m, 3).
    """

    edges: IntArray
    uses: IntArray
    forward_surplus: np.ndarray
    of_triangle: np.ndarray

    @property
    def closed(self) -> bool:
        """Whether no edge is a rim."""
        return not bool((self.uses == 1).any())


def count_edges(triangles: np.ndarray) -> EdgeCount:
    """Count the edges of triangles (m, 3)."""
    if len(triangles) == 0:
        empty = np.zeros(0, np.int64)
        return EdgeCount(np.zeros((0, 2), np.int64), empty, empty, np.zeros((0, 3), np.int64))
    start = triangles.ravel()
    end = np.roll(triangles, -1, axis=1).ravel()
    forward = start < end
    # One number an edge sorts several times faster than rows of two.
    base = int(triangles.max()) + 1
    keys = np.minimum(start, end) * base + np.maximum(start, end)
    distinct, which = np.unique(keys, return_inverse=True)
    surplus = np.bincount(which, np.where(forward, 1, -1), minlength=len(distinct))
    return EdgeCount(
        edges=np.column_stack([distinct // base, distinct % base]),
        uses=np.bincount(which, minlength=len(distinct)),
        forward_surplus=surplus.astype(np.int64),
        of_triangle=which.reshape(-1, 3),
    )


def shells(triangles: np.ndarray, point_count: int) -> tuple[int, np.ndarray]:
    """Parts of a mesh that share no point.

    Args:
        triangles: (m, 3) point numbers.
        point_count: number of points.

    Returns:
        The number of shells, and for each triangle the number of its shell (m,).
    """
    label = _components(point_count, triangles)
    names, of_triangle = np.unique(label[triangles[:, 0]], return_inverse=True)
    return len(names), of_triangle


def shell_volumes(
    points: np.ndarray, triangles: np.ndarray, number: int, of_triangle: np.ndarray
) -> np.ndarray:
    """Signed volume of each shell (number,), mm³; negative for cavities and shells inside out.

    Args:
        points: (n, 3), mm.
        triangles: (m, 3) point numbers.
        number, of_triangle: see ``shells``.
    """
    a, b, c = (points[triangles[:, n]] - points.mean(axis=0) for n in range(3))
    parts = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6.0
    return np.bincount(of_triangle, parts, minlength=number)


def non_manifold_points(triangles: np.ndarray, point_count: int) -> int:
    """Points whose triangles form more than one fan: two cones that touch at the tip.

    Args:
        triangles: (m, 3) point numbers.
        point_count: number of points.
    """
    # The corners of all triangles are the nodes of a graph; corners at one point whose triangles
    # share an edge are joined. The components of the graph are the fans.
    count = count_edges(triangles)
    order = np.argsort(count.of_triangle.ravel(), kind="stable")
    edge = count.of_triangle.ravel()[order]
    same = np.flatnonzero(edge[1:] == edge[:-1])
    neighbours = order[same] // 3, order[same + 1] // 3
    joined = []
    for end in range(2):
        point = count.edges[edge[same], end]
        joined.append(np.column_stack([_corner(triangles, t, point) for t in neighbours]))
    fan = _components(triangles.size, np.concatenate(joined))
    fans_at = np.bincount(triangles.ravel()[np.unique(fan)], minlength=point_count)
    return int((fans_at > 1).sum())


def _corner(triangles: IntArray, triangle: IntArray, point: IntArray) -> IntArray:
    """For each triangle number the number of its corner at the given point."""
    here: IntArray = (triangles[triangle] == point[:, None]).argmax(axis=1)
    return triangle * 3 + here


def _components(node_count: int, groups: np.ndarray) -> np.ndarray:
    """For each node the lowest node that the groups (g, c) of joined nodes connect it to.

    Every group takes the lowest label that its nodes have; labels are then followed to their roots,
    so that the number of rounds grows with the logarithm of the component's diameter.
    """
    label = np.arange(node_count)
    while True:
        lowest = label[groups].min(axis=1, initial=node_count)
        new = label.copy()
        for column in range(groups.shape[1]):
            np.minimum.at(new, label[groups[:, column]], lowest)
        while not np.array_equal(further := new[new], new):
            new = further
        if np.array_equal(new, label):
            return label
        label = new
