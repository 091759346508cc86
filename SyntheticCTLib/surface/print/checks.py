"""Can a surface be printed? Every check with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from vtkmodules.vtkCommonDataModel import vtkPolyData

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Size
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BONE
from SyntheticCTLib.surface.print.loose_parts import loose_parts
from SyntheticCTLib.surface.print.narrow import NarrowMarks, marks_on, narrow_parts
from SyntheticCTLib.surface.print.printers import DEFAULT_PRINTER, PRINTERS, Printer
from SyntheticCTLib.surface.print.self_intersection import intersecting_triangles
from SyntheticCTLib.surface.print.verdict import PrintVerdict, judge_print
from SyntheticCTLib.surface.print.wall_thickness import WallThickness, spans, wall_thickness
from SyntheticCTLib.surface.topology import (
    count_edges,
    non_manifold_points,
    shell_volumes,
    shells,
)


@dataclass(frozen=True)
class PrintChecks(Record):
    """What a printer's software will find.

    Attributes:
        triangles, points: how many.
        open_edges: edges of one triangle only; 0 for a watertight mesh.
        non_manifold_edges: edges of three triangles or more.
        non_manifold_points: points where separate fans of triangles touch.
        misoriented_edges: edges whose neighbours disagree on what is outside.
        inside_out_shells: closed outer shells that point inwards (cavities rightly do).
        degenerate_triangles: triangles without area.
        self_intersections: pairs of triangles that pass through each other.
        shells: separate parts, cavities included.
        shell_volumes_mm3: of each, largest first; cavities are negative.
        volume_mm3: enclosed.
        area_mm2: of the surface.
        size_mm: of the bounding box along L, P, S.
        thickness: of the walls; None when it could not be measured.
        verdict: whether it can be printed; None in records of before version 0.5.
    """

    DERIVED = ("watertight", "manifold", "oriented", "printable")

    triangles: Count
    points: Count
    open_edges: Count
    non_manifold_edges: Count
    non_manifold_points: Count
    misoriented_edges: Count
    inside_out_shells: Count
    degenerate_triangles: Count
    self_intersections: Count
    shells: Count
    shell_volumes_mm3: tuple[float, ...]
    volume_mm3: float
    area_mm2: Size
    size_mm: tuple[float, float, float]
    thickness: WallThickness | None
    verdict: PrintVerdict | None = None

    @property
    def watertight(self) -> bool:
        """No holes."""
        return self.open_edges == 0

    @property
    def manifold(self) -> bool:
        """Every edge has two triangles or is a rim, every point one fan."""
        return self.non_manifold_edges == 0 and self.non_manifold_points == 0

    @property
    def oriented(self) -> bool:
        """All triangles point outwards."""
        return not (self.misoriented_edges or self.inside_out_shells)

    @property
    def printable(self) -> bool:
        """Whether it can be printed as it is."""
        return self.verdict is not None and self.verdict.answer == "yes"


def check_for_print(mesh: vtkPolyData, printer: Printer = PRINTERS[DEFAULT_PRINTER]) -> PrintChecks:
    """Examine a mesh as a printer's software would: see ``checked_and_marked``."""
    return checked_and_marked(mesh, printer)[0]


def checked_and_marked(
    mesh: vtkPolyData,
    printer: Printer = PRINTERS[DEFAULT_PRINTER],
    *,
    names: Sequence[str] = (),
    before_words: vtkPolyData | None = None,
    watch: Watch = UNWATCHED,
) -> tuple[PrintChecks, NarrowMarks]:
    """Examine a mesh as a printer's software would, and mark what is too narrow for the printer.

    Args:
        mesh: any polygons, LPS mm. Points at one place count as one, as STL has it.
        printer: its smallest wall, gap and part.
        names: of its bones, as a ``BoneSurface`` has them.
        before_words: the same surface before words were raised on it: its walls and gaps count,
            for the strokes of letters are neither.
        watch: called with stage "print checks".

    Returns:
        The checks, and the marks at the points of ``mesh``.

    Raises:
        InputError: the mesh has no triangles.
        Cancelled: a stop was asked for.
    """
    merged = meshes.cleaned(mesh)
    points, triangles = meshes.points_of(merged), meshes.triangles_of(merged)
    if not len(triangles):
        raise InputError("The surface has no triangles; there is nothing to check or to print.")
    watch.report("print checks", 0.2, "self-intersections")
    crossing = intersecting_triangles(points, triangles, watch)
    watch.report("print checks", 0.7, "wall thickness")
    plain = merged if before_words is None else meshes.cleaned(before_words)
    walls = spans(plain, watch=watch.quiet)
    across = spans(plain, outwards=True, watch=watch.quiet)
    thin = narrow_parts(plain, walls, printer.wall_mm, watch=watch.quiet)
    gaps = narrow_parts(plain, across, printer.gap_mm, outwards=True, watch=watch.quiet)
    watch.report("print checks", 1.0)
    thickness = wall_thickness(walls, thin.places)
    checks = _measured(points, triangles, len(crossing), thickness)
    verdict = judge_print(
        printer,
        lasting=_lasting(checks, None if checks.manifold else _bones_touch(mesh)),
        mendable=mendable(checks, printer),
        walls=thin.places,
        gaps=gaps.places,
        notes=loose_parts(mesh, names, printer.shell_mm3),
    )
    return replace(checks, verdict=verdict), marks_on(mesh, plain, thin, gaps)


def _measured(
    points: np.ndarray, triangles: np.ndarray, crossing: int, thickness: WallThickness | None
) -> PrintChecks:
    """The checks without their verdict, of points (n, 3) and triangles (n, 3)."""
    edges = count_edges(triangles)
    number, of_triangle = shells(triangles, len(points))
    volumes = shell_volumes(points, triangles, number, of_triangle)
    areas = meshes.triangle_areas(points, triangles)
    x, y, z = (float(s) for s in np.ptp(points, axis=0))
    return PrintChecks(
        triangles=len(triangles),
        points=len(points),
        open_edges=int((edges.uses == 1).sum()),
        non_manifold_edges=int((edges.uses > 2).sum()),
        non_manifold_points=non_manifold_points(triangles, len(points)),
        misoriented_edges=int(((edges.uses == 2) & (edges.forward_surplus != 0)).sum()),
        inside_out_shells=_inside_out(points, triangles, volumes, of_triangle),
        degenerate_triangles=int((areas <= 1e-12).sum()),
        self_intersections=crossing,
        shells=number,
        shell_volumes_mm3=tuple(sorted((float(v) for v in volumes), key=abs, reverse=True)),
        volume_mm3=float(volumes.sum()),
        area_mm2=float(areas.sum()),
        size_mm=(x, y, z),
        thickness=thickness,
    )


def _bones_touch(mesh: vtkPolyData) -> bool:
    """Whether each bone of a mesh is manifold for itself, so that only they touch one another."""
    number = meshes.point_array(mesh, BONE)
    if number is None or number.min() == number.max():
        return False
    points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
    for bone in np.unique(number):
        keep = number[triangles[:, 0]] == bone
        part = meshes.make_mesh(*meshes.submesh(points, triangles, keep)[:2])
        own = meshes.triangles_of(meshes.cleaned(part))
        if (count_edges(own).uses > 2).any() or non_manifold_points(own, len(points)):
            return False
    return True


def _lasting(checks: PrintChecks, bones_touch: bool | None) -> list[str]:
    """Faults that no repair of this package mends; whether bones touch if it is no manifold."""
    found: list[str] = []
    if bones_touch:
        found.append(
            Sentence(
                "Its bones touch, and printed in their places they fuse: a .3mf has each bone as "
                "an object of its own, to be printed apart."
            )
        )
    elif not checks.manifold:
        found.append(Sentence("Parts of it touch in edges or points only."))
    if checks.self_intersections:
        pairs = checks.self_intersections
        found.append(Sentence("{count} pairs of triangles pass through each other.", count=pairs))
    return found


def mendable(checks: PrintChecks, printer: Printer) -> list[str]:
    """Faults that ``repair_mesh`` mends, a sentence each."""
    found: list[str] = []
    if not checks.watertight:
        found.append(Sentence("It is open along {count} edges.", count=checks.open_edges))
    if not checks.oriented:
        found.append(Sentence("Some of its triangles point inwards."))
    # The largest is what is printed, however small it is.
    small = sum(abs(volume) < printer.shell_mm3 for volume in checks.shell_volumes_mm3[1:])
    if small:
        found.append(
            Sentence(
                "{small} of its {shells} shells enclose less than {limit} mm³.",
                small=small,
                shells=checks.shells,
                limit=f"{printer.shell_mm3:g}",
            )
        )
    return found


def _inside_out(
    points: np.ndarray, triangles: np.ndarray, volumes: np.ndarray, of_triangle: np.ndarray
) -> int:
    """Shells of negative volume that no shell of positive volume has within its bounding box."""
    boxes = []
    for shell in range(len(volumes)):
        own = points[np.unique(triangles[of_triangle == shell])]
        boxes.append((own.min(axis=0), own.max(axis=0)))
    solid = [box for box, volume in zip(boxes, volumes, strict=True) if volume > 0]
    count = 0
    for (low, high), volume in zip(boxes, volumes, strict=True):
        held = any((o[0] <= low).all() and (high <= o[1]).all() for o in solid)
        count += int(volume < 0 and not held)
    return count
