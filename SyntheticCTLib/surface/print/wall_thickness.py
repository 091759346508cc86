"""How thick the walls of a solid are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from vtkmodules.vtkCommonCore import vtkIdList, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkPolyData, vtkStaticCellLocator

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Share, Size
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface import mesh as meshes

#: Rays are shot from so many triangles, drawn by area with a fixed seed.
RAYS = 5000

#: A ray starts this far inside the surface, mm, so that it does not meet the triangle it leaves.
_STEP_IN_MM = 1e-4

#: The other side faces a ray where its normal is within 45 degrees of it.
_FACING = 0.7

#: Rays follow the normals across gaps, and go against them through walls.
_OUTWARDS, _INWARDS = 1.0, -1.0

#: Shorter rays that end beside where they begin are a crease, mm, and no wall.
_FOLD_MM = 0.05

#: Narrow spots within this of a narrower one are one place, mm.
_PLACE_MM = 10.0


@dataclass(frozen=True)
class WallThickness(Record):
    """Thickness along rays into the solid, straight from the surface, mm.

    Attributes:
        thinnest_mm: the smallest found.
        place: where, LPS mm.
        percentile_1_mm, percentile_5_mm, median_mm: of the surface's area.
        rays: how many rays met the other side.
    """

    thinnest_mm: Size
    place: tuple[float, float, float]
    percentile_1_mm: Size
    percentile_5_mm: Size
    median_mm: Size
    rays: Count


@dataclass(frozen=True)
class NarrowPlace(Record):
    """Where a wall is too thin or a gap too narrow.

    Attributes:
        place: of the narrowest, LPS mm.
        mm: how thin there.
        share: of the surface, 0 to 1.
    """

    place: tuple[float, float, float]
    mm: Size
    share: Share


@dataclass(frozen=True, eq=False)
class Spans:
    """Rays between facing parts of a surface.

    Attributes:
        starts: (n, 3), LPS mm.
        mm: length (n,), mm.
        shares: of the surface's area that each stands for (n,), 0 to 1.
        triangles: number of the triangle from which each starts (n,); -1 where it is a point.
    """

    starts: np.ndarray
    mm: np.ndarray
    shares: np.ndarray
    triangles: np.ndarray

    def shorter(self, limit_mm: float) -> Spans:
        """Those below a length."""
        narrow = self.mm < limit_mm
        return Spans(
            self.starts[narrow], self.mm[narrow], self.shares[narrow], self.triangles[narrow]
        )

    def with_more(self, others: Spans) -> Spans:
        """These and others."""
        return Spans(
            np.concatenate([self.starts, others.starts]),
            np.concatenate([self.mm, others.mm]),
            np.concatenate([self.shares, others.shares]),
            np.concatenate([self.triangles, others.triangles]),
        )

    def places(self) -> tuple[NarrowPlace, ...]:
        """Where they are, the shortest first, ``_PLACE_MM`` apart."""
        left = np.argsort(self.mm, kind="stable")
        found = []
        while len(left):
            x, y, z = (float(c) for c in self.starts[left[0]])
            near = np.linalg.norm(self.starts[left] - self.starts[left[0]], axis=1) <= _PLACE_MM
            share = float(self.shares[left[near]].sum())
            found.append(NarrowPlace((x, y, z), float(self.mm[left[0]]), share))
            left = left[~near]
        return tuple(found)


_NONE = Spans(np.zeros((0, 3)), np.zeros(0), np.zeros(0), np.zeros(0, np.int64))


def spans(mesh: vtkPolyData, *, outwards: bool = False, watch: Watch = UNWATCHED) -> Spans:
    """Shoot rays from places spread by area, straight from the surface to where they meet it again.

    Only where the surface there faces them is it the other side of a wall or gap: at the rim of an
    edge rays are short, too, and nothing is thin.

    Args:
        mesh: closed, pointing outwards.
        outwards: across gaps instead of through walls.
        watch: asked every hundred rays whether to stop.

    Raises:
        Cancelled: a stop was asked for.
    """
    points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
    normals = meshes.triangle_normals(points, triangles)
    length = np.linalg.norm(normals, axis=1)
    if not length.sum() > 0:
        return _NONE
    rng = np.random.default_rng(0)
    chosen = rng.choice(len(triangles), size=RAYS, p=length / length.sum())
    share = rng.dirichlet(np.ones(3), size=RAYS)
    starts = np.einsum("rc,rci->ri", share, points[triangles[chosen]])
    sign = _OUTWARDS if outwards else _INWARDS
    directions = sign * normals[chosen] / length[chosen, None]
    reach = float(np.linalg.norm(np.ptp(points, axis=0))) + 1.0
    distance, cell, met = _facing(mesh, starts, directions, sign, reach, watch)
    for n in np.flatnonzero(met & (distance < _FOLD_MM)):
        met[n] = not _beside(triangles, triangles[chosen[n]], triangles[cell[n]])
    shares = np.full(RAYS, 1.0 / RAYS)
    return Spans(starts[met], distance[met], shares[met], chosen[met])


def spans_at_points(
    mesh: vtkPolyData, limit_mm: float, *, outwards: bool = False, watch: Watch = UNWATCHED
) -> tuple[Spans, np.ndarray]:
    """Spans below a length from every point, along the mean normal of the triangles round it.

    Rays by area miss what is small; these stand for no share of it, and find every thin wall that
    has a point.

    Args:
        mesh: closed, pointing outwards.
        limit_mm: rays go no farther.
        outwards: across gaps instead of through walls.
        watch: asked every hundred points whether to stop.

    Returns:
        The spans, and the numbers of their points.

    Raises:
        Cancelled: a stop was asked for.
    """
    points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
    sign = _OUTWARDS if outwards else _INWARDS
    directions = sign * meshes.point_normals(points, triangles)
    distance, cell, met = _facing(mesh, points, directions, sign, limit_mm, watch)
    for n in np.flatnonzero(met & (distance < _FOLD_MM)):
        met[n] = not _beside(triangles, np.array([n]), triangles[cell[n]])
    number = np.flatnonzero(met & (distance < limit_mm))
    nothing = np.zeros(len(number))
    found = Spans(points[number], distance[number], nothing, np.full(len(number), -1))
    return found, number


def _beside(triangles: np.ndarray, start: np.ndarray, other: np.ndarray) -> bool:
    """Whether a triangle has a corner within two triangles of the points ``start``."""
    around = start
    for _ in range(2):
        around = np.unique(triangles[np.isin(triangles, around).any(axis=1)])
    return bool(np.isin(other, around).any())


def _facing(
    mesh: vtkPolyData,
    starts: np.ndarray,
    directions: np.ndarray,
    sign: float,
    reach_mm: float,
    watch: Watch,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance (n,) along rays to the next triangle, which it is, and if that is the other side.

    A ray leaves the solid through the other side of a wall, and enters it at that of a gap.
    """
    distance, cell = _to_other_side(mesh, starts, directions, reach_mm, watch)
    normals = meshes.triangle_normals(meshes.points_of(mesh), meshes.triangles_of(mesh))[cell]
    length = np.linalg.norm(normals, axis=1).clip(1e-12)
    across = -sign * np.einsum("ri,ri->r", normals, directions) / length
    return distance, cell, np.isfinite(distance) & (across >= _FACING)


def wall_thickness(found: Spans, thinner: Sequence[NarrowPlace] = ()) -> WallThickness | None:
    """The thickness of walls by rays through them; None when none met the other side.

    Args:
        found: rays spread by area.
        thinner: places that were looked at closer, the thinnest first.
    """
    if not len(found.mm):
        return None
    thinnest = (thinner or found.places())[0]
    p1, p5, median = (float(q) for q in np.quantile(found.mm, [0.01, 0.05, 0.5]))
    return WallThickness(thinnest.mm, thinnest.place, p1, p5, median, len(found.mm))


def _to_other_side(
    mesh: vtkPolyData,
    starts: np.ndarray,
    directions: np.ndarray,
    reach: float,
    watch: Watch,
) -> tuple[np.ndarray, np.ndarray]:
    """Distance along each ray to the next triangle, infinite without one, and which it is."""
    locator = vtkStaticCellLocator()
    locator.SetDataSet(mesh)
    locator.BuildLocator()
    hits, cells = vtkPoints(), vtkIdList()
    result, cell = np.full(len(starts), np.inf), np.zeros(len(starts), np.int64)
    for number, (start, direction) in enumerate(zip(starts, directions, strict=True)):
        if number % 100 == 0:
            watch.check()
        begin = start + _STEP_IN_MM * direction
        if locator.IntersectWithLine(begin, start + reach * direction, 1e-9, hits, cells):
            places = np.array([hits.GetPoint(n) for n in range(hits.GetNumberOfPoints())])
            away = np.linalg.norm(places - start, axis=1)
            result[number], cell[number] = away.min(), cells.GetId(int(away.argmin()))
    return result, cell
