"""Walls and gaps too narrow for a printer: their places, and the points of the mesh that are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from vtkmodules.vtkCommonDataModel import vtkPolyData

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.print.wall_thickness import NarrowPlace, Spans, spans_at_points

#: Point arrays of a mesh with narrow parts: mm, NaN where nothing is narrow.
WALL, GAP = "thin wall mm", "narrow gap mm"


@dataclass(frozen=True, eq=False)
class Narrow:
    """What is too narrow, of walls or of gaps.

    Attributes:
        places: the narrowest first.
        mm: at each point of the mesh (n,), NaN where nothing is narrow.
    """

    places: tuple[NarrowPlace, ...]
    mm: Float32Array


def narrow_parts(
    mesh: vtkPolyData,
    sampled: Spans,
    limit_mm: float,
    *,
    outwards: bool = False,
    watch: Watch = UNWATCHED,
) -> Narrow:
    """What of a mesh is below a limit: by the rays sampled by area, and by one from every point.

    Args:
        mesh: cleaned, see ``mesh.cleaned``.
        sampled: of it, see ``wall_thickness.spans``.
        limit_mm: of the printer.
        outwards: gaps instead of walls, as ``sampled``.
        watch: asked whether to stop.

    Raises:
        Cancelled: a stop was asked for.
    """
    short = sampled.shorter(limit_mm)
    at_points, number = spans_at_points(mesh, limit_mm, outwards=outwards, watch=watch)
    mm = np.full(mesh.GetNumberOfPoints(), np.inf, np.float32)
    np.minimum.at(mm, number, at_points.mm)
    # What is listed is marked, too, where a ray met a thin wall between the points.
    corners = meshes.triangles_of(mesh)[short.triangles]
    np.minimum.at(mm, corners.ravel(), np.repeat(short.mm, 3))
    return Narrow(short.with_more(at_points).places(), np.where(np.isfinite(mm), mm, np.nan))


@dataclass(frozen=True, eq=False)
class NarrowMarks:
    """Narrow walls and gaps at the points of a mesh, mm (n,), NaN where nothing is narrow."""

    wall_mm: Float32Array
    gap_mm: Float32Array

    @property
    def any(self) -> bool:
        """Whether there is something to mark."""
        return bool(np.isfinite(self.wall_mm).any() or np.isfinite(self.gap_mm).any())

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """The point arrays by name."""
        return {WALL: self.wall_mm, GAP: self.gap_mm}


def marks_on(mesh: vtkPolyData, examined: vtkPolyData, walls: Narrow, gaps: Narrow) -> NarrowMarks:
    """The marks at the points of a mesh whose cleaned form was examined."""
    points = meshes.points_of(mesh)
    if np.array_equal(points, meshes.points_of(examined)):
        return NarrowMarks(walls.mm, gaps.mm)
    same = meshes.nearest_points(examined, points)
    return NarrowMarks(walls.mm[same], gaps.mm[same])
