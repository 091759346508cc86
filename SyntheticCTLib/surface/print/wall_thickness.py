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


def wall_thickness(
    mesh: vtkPolyData, *, rays: int = RAYS, watch: Watch = UNWATCHED
) -> WallThickness | None:
    """Shoot rays from places spread by area, against the normal, to where they leave the solid.

    Args:
        mesh: closed, pointing outwards.
        rays: how many.
        watch: asked every hundred rays whether to stop.

    Returns:
        The thickness, or None when no ray met a wall.

    Raises:
        Cancelled: a stop was asked for.
    """
    points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
    normals = meshes.triangle_normals(points, triangles)
    length = np.linalg.norm(normals, axis=1)
    if not length.sum() > 0:
        return None
    rng = np.random.default_rng(0)
    chosen = rng.choice(len(triangles), size=rays, p=length / length.sum())
    share = rng.dirichlet(np.ones(3), size=rays)
    starts = np.einsum("rc,rci->ri", share, points[triangles[chosen]])
    inwards = -normals[chosen] / length[chosen, None]
    reach = float(np.linalg.norm(np.ptp(points, axis=0))) + 1.0
    thickness = _to_other_side(mesh, starts, inwards, reach, watch)
    met = np.isfinite(thickness)
    if not met.any():
        return None
    starts, thickness = starts[met], thickness[met]
    thinnest = int(thickness.argmin())
    x, y, z = (float(c) for c in starts[thinnest])
    p1, p5, median = np.quantile(thickness, [0.01, 0.05, 0.5])
    return WallThickness(
        float(thickness[thinnest]), (x, y, z), float(p1), float(p5), float(median), len(thickness)
    )


def _to_other_side(
    mesh: vtkPolyData,
    starts: np.ndarray,
    directions: np.ndarray,
    reach: float,
    watch: Watch,
) -> np.ndarray:
    """Distance along each ray to the next triangle; infinite when there is none."""
    locator = vtkStaticCellLocator()
    locator.SetDataSet(mesh)
    locator.BuildLocator()
    hits, cells = vtkPoints(), vtkIdList()
    result = np.full(len(starts), np.inf)
    for number, (start, direction) in enumerate(zip(starts, directions, strict=True)):
        if number % 100 == 0:
            watch.check()
        begin = start + _STEP_IN_MM * direction
        if locator.IntersectWithLine(begin, start + reach * direction, 1e-9, hits, cells):
            places = np.array([hits.GetPoint(n) for n in range(hits.GetNumberOfPoints())])
            result[number] = np.linalg.norm(places - start, axis=1).min()
    return result
