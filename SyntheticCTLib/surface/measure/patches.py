"""Connected pieces of a surface that lie beyond the tolerance: dents, and whole bones too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.topology import shells

#: How much of a piece's area points one way, at most, where the piece goes round a bone. It is 0 of
#: an open tube, 1/2 of half a ball, 2/pi of half a tube, and near 1 of a dent.
_ONE_WAY = 0.35


@dataclass(frozen=True)
class Patch:
    """A connected piece of a surface, all beyond the tolerance on one side.

    Attributes:
        share: of the counted area, 0 to 1.
        worst_mm: the signed distance that is largest, of the points that count.
        place: LPS mm, where that is; of a piece of bone that the other image lacks, the place in it
            that is nearest to its middle.
        length_mm: how long a piece of bone is that the other image lacks; None where the other
            image has bone there that is too small or too large.
        at_border: whether the piece goes on beyond the field of view.
    """

    share: float
    worst_mm: float
    place: tuple[float, float, float]
    length_mm: float | None
    at_border: bool


def largest_patches(
    surface: BoneSurface,
    distance_mm: np.ndarray,
    areas: np.ndarray,
    side: Mask,
    number: int,
    *,
    lacking: bool,
) -> Iterator[Patch]:
    """The largest connected pieces, largest first.

    Args:
        surface: whose pieces.
        distance_mm: (n,), to the other surface.
        areas: (n,), mm² that count; 0 at points that do not.
        side: bool (n,), the points that pieces are made of, those that do not count too: a bone
            that the field of view cuts along is one piece with its cut face.
        number: of pieces, at most.
        lacking: whether the other image may have no bone there; else its bone lies round the piece.
    """
    keep = side[surface.triangles].all(axis=1)
    _, triangles, used = meshes.submesh(surface.points, surface.triangles, keep)
    if not len(triangles):
        return
    count, of_triangle = shells(triangles, len(used))
    of_point = np.zeros(len(used), np.int64)
    of_point[triangles.ravel()] = np.repeat(of_triangle, 3)
    shares = np.bincount(of_point, areas[used], minlength=count) / areas.sum()
    for piece in np.argsort(-shares)[:number].tolist():
        if not shares[piece]:
            return
        own = used[of_point == piece]
        corners = surface.points[used[triangles[of_triangle == piece]]]
        counted = own[areas[own] > 0]
        whole = lacking and _is_whole(corners, np.abs(distance_mm[own]))
        yield _patch(surface, distance_mm, counted, whole, float(shares[piece]))


def _patch(
    surface: BoneSurface, distance_mm: np.ndarray, own: np.ndarray, whole: bool, share: float
) -> Patch:
    """One piece, from the numbers of its points that count."""
    points, distances = surface.points[own], distance_mm[own]
    place = int(np.abs(distances).argmax())
    worst = float(distances[place])
    if whole:
        place = int(np.linalg.norm(points - points.mean(axis=0), axis=1).argmin())
    x, y, z = (float(c) for c in points[place])
    of_piece = np.zeros(len(surface.points), bool)
    of_piece[own] = True
    beside = of_piece[surface.triangles].any(axis=1)
    at_border = bool((surface.cut_face[surface.triangles[beside]] != 0).any())
    return Patch(share, worst, (x, y, z), _length(points) if whole else None, at_border)


def _is_whole(corners: np.ndarray, distance_mm: np.ndarray) -> bool:
    """Whether a piece goes round a bone that the other image lacks.

    It faces all ways, and most of it is farther from the other surface than from its own middle
    line: where the other's bone lay inside, all of it would be nearer.
    """
    edges = corners[:, 1:] - corners[:, :1]
    normals = np.cross(edges[:, 0], edges[:, 1]) / 2.0
    areas = np.linalg.norm(normals, axis=1)
    if not areas.sum() or np.linalg.norm(normals.sum(axis=0)) > _ONE_WAY * areas.sum():
        return False
    middles = corners.mean(axis=1)
    outwards = middles - np.average(middles, axis=0, weights=areas)
    radius = float((outwards * normals).sum() / areas.sum())  # of a tube and of a ball, exactly
    return bool(np.median(distance_mm) > radius)


def _length(points: np.ndarray) -> float:
    """Extent along the longest of the principal axes, mm."""
    centred = points - points.mean(axis=0)
    axis = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    return float(np.ptp(centred @ axis))
