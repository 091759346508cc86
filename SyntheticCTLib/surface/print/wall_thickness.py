"""How thick the walls of a solid are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from vtkmodules.vtkCommonCore import vtkIdList, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkPolyData, vtkStaticCellLocator

from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface import mesh as meshes

#: Rays are shot from so many triangles, drawn by area with a fixed seed.
RAYS = 5000

#: A ray starts this far inside the surface, mm, so that it does not meet the triangle it leaves.
_STEP_IN_MM = 1e-4

#: The other side faces a ray where its normal is within 45 degrees of it.
_FACING = 0.7

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

    thinnest_mm: float
    place: tuple[float, float, float]
    percentile_1_mm: float
    percentile_5_mm: float
    median_mm: float
    rays: int


@dataclass(frozen=True)
class NarrowPlace(Record):
    """Where a wall is too thin or a gap too narrow.

    Attributes:
        place: of the narrowest, LPS mm.
        mm: how thin there.
        share: of the surface, 0 to 1.
    """

    place: tuple[float, float, float]
    mm: float
    share: float


@dataclass(frozen=True, eq=False)
class Spans:
    """Rays between facing parts of a surface.

    Attributes:
        starts: (n, 3), LPS mm; each stands for the same share of the area.
        mm: length (n,), mm.
        shot: how many rays were shot.
    """

    starts: np.ndarray
    mm: np.ndarray
    shot: int

    def below(self, limit_mm: float) -> tuple[NarrowPlace, ...]:
        """Places with shorter ones, the shortest first, ``_PLACE_MM`` apart."""
        narrow = np.flatnonzero(self.mm < limit_mm)
        left = narrow[np.argsort(self.mm[narrow], kind="stable")]
        found = []
        while len(left):
            x, y, z = (float(c) for c in self.starts[left[0]])
            near = np.linalg.norm(self.starts[left] - self.starts[left[0]], axis=1) <= _PLACE_MM
            found.append(
                NarrowPlace((x, y, z), float(self.mm[left[0]]), float(near.sum() / self.shot))
            )
            left = left[~near]
        return tuple(found)


def spans(
    mesh: vtkPolyData, *, outwards: bool = False, rays: int = RAYS, watch: Watch = UNWATCHED
) -> Spans:
    """Shoot rays from places spread by area, straight from the surface to where they meet it again.

    Only where the surface there faces them is it the other side of a wall or gap: at the rim of an
    edge rays are short, too, and nothing is thin.

    Args:
        mesh: closed, pointing outwards.
        outwards: across gaps instead of through walls.
        rays: how many.
        watch: asked every hundred rays whether to stop.

    Raises:
        Cancelled: a stop was asked for.
    """
    points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
    normals = meshes.triangle_normals(points, triangles)
    length = np.linalg.norm(normals, axis=1)
    if not length.sum() > 0:
        return Spans(np.zeros((0, 3)), np.zeros(0), rays)
    rng = np.random.default_rng(0)
    chosen = rng.choice(len(triangles), size=rays, p=length / length.sum())
    share = rng.dirichlet(np.ones(3), size=rays)
    starts = np.einsum("rc,rci->ri", share, points[triangles[chosen]])
    sign = 1.0 if outwards else -1.0
    directions = sign * normals[chosen] / length[chosen, None]
    reach = float(np.linalg.norm(np.ptp(points, axis=0))) + 1.0
    distance, cell = _to_other_side(mesh, starts, directions, reach, watch)
    met = np.isfinite(distance)
    facing = -sign * np.einsum("ri,ri->r", normals[cell], directions) / length[cell].clip(1e-12)
    met &= facing >= _FACING
    return Spans(starts[met], distance[met], rays)


def wall_thickness(found: Spans) -> WallThickness | None:
    """The thickness of walls by rays through them; None when none met the other side."""
    if not len(found.mm):
        return None
    thinnest = int(found.mm.argmin())
    x, y, z = (float(c) for c in found.starts[thinnest])
    p1, p5, median = np.quantile(found.mm, [0.01, 0.05, 0.5])
    return WallThickness(
        float(found.mm[thinnest]), (x, y, z), float(p1), float(p5), float(median), len(found.mm)
    )


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
