"""Repairs that make a surface printable. Nothing is repaired unless asked, and all is reported."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

import numpy as np
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkFiltersCore import vtkPolyDataNormals
from vtkmodules.vtkFiltersModeling import vtkFillHolesFilter

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Size
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BONE, CUT_FACE, BoneSurface, joined
from SyntheticCTLib.surface.topology import count_edges, shell_volumes, shells


@dataclass(frozen=True)
class RepairReport(Record):
    """What was changed.

    Attributes:
        open_edges_before, open_edges_after: rims of holes.
        triangles_added: to fill holes.
        shells_removed: islands and cavities.
        volume_removed_mm3: of the islands, and of the cavities that were filled (both positive).
        area_removed_mm2: of their surface.
        turned: whether the orientation was made consistent and outward.
    """

    open_edges_before: Count = 0
    open_edges_after: Count = 0
    triangles_added: Count = 0
    shells_removed: Count = 0
    volume_removed_mm3: Size = 0.0
    area_removed_mm2: Size = 0.0
    turned: bool = False

    DERIVED: ClassVar[tuple[str, ...]] = ("sentence",)

    @property
    def sentence(self) -> str:
        """What was changed, for people."""
        done = [told for told in (self._taken_out, self._filled) if told]
        if not done:
            return Sentence("Repaired: there was nothing to mend.")
        return Sentence("Repaired: {done}.", done="; ".join(done))

    @property
    def _taken_out(self) -> str:
        if not self.shells_removed:
            return ""
        one = self.shells_removed == 1
        return Sentence(
            "{parts} taken out, islands or cavities, of {volume} cm³ and {area} cm² of surface",
            parts=Sentence("1 part") if one else Sentence("{n} parts", n=self.shells_removed),
            volume=f"{self.volume_removed_mm3 / 1000:.2f}",
            area=f"{self.area_removed_mm2 / 100:.1f}",
        )

    @property
    def _filled(self) -> str:
        if not self.triangles_added:
            return ""
        return Sentence(
            "holes filled (triangles added: {triangles}; open edges: {before} before, {after} "
            "after)",
            triangles=self.triangles_added,
            before=self.open_edges_before,
            after=self.open_edges_after,
        )


def repair_mesh(
    mesh: vtkPolyData,
    *,
    fill_holes_mm: float | None = None,
    smallest_shell_mm3: float | None = None,
    largest_only: bool = False,
    solid: bool = False,
) -> tuple[vtkPolyData, RepairReport]:
    """Fill holes and drop islands.

    Args:
        mesh: any polygons, LPS mm.
        fill_holes_mm: fill holes of up to this radius, mm; None leaves them.
        smallest_shell_mm3: drop shells of less volume, mm³, islands and cavities alike.
        largest_only: keep the shell of the largest volume alone.
        solid: fill every cavity.

    Returns:
        A new mesh without point data, and what was changed.

    Raises:
        InputError: no triangles, or nothing would be left.
    """
    mesh = meshes.cleaned(mesh)
    points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
    if not len(triangles):
        raise InputError("The surface has no triangles; there is nothing to repair.")
    before = int((count_edges(triangles).uses == 1).sum())
    count, turned = len(triangles), False
    if fill_holes_mm is not None and before:
        points, triangles, turned = _filled(mesh, fill_holes_mm)
    added = len(triangles) - count
    number, of_triangle = shells(triangles, len(points))
    signed = shell_volumes(points, triangles, number, of_triangle)
    volumes = np.abs(signed)
    keep = signed > 0 if solid else np.ones(number, bool)
    if smallest_shell_mm3 is not None:
        keep &= volumes >= smallest_shell_mm3
    if largest_only:
        keep &= np.arange(number) == volumes.argmax()
    if not keep.any():
        raise InputError(_nothing_left(signed, smallest_shell_mm3))
    areas = np.bincount(of_triangle, meshes.triangle_areas(points, triangles), minlength=number)
    points, triangles, _ = meshes.submesh(points, triangles, keep[of_triangle])
    return meshes.make_mesh(points, triangles), RepairReport(
        open_edges_before=before,
        open_edges_after=int((count_edges(triangles).uses == 1).sum()),
        triangles_added=added,
        shells_removed=int((~keep).sum()),
        volume_removed_mm3=float(volumes[~keep].sum()),
        area_removed_mm2=float(areas[~keep].sum()),
        turned=turned,
    )


def _nothing_left(signed: np.ndarray, smallest_mm3: float | None) -> str:
    """Why no shell is kept, from the volumes of all, mm³, those of cavities negative."""
    if smallest_mm3 is None:
        return (
            f"The surface encloses no volume from outside ({signed.max():.4g} mm³ at most): its "
            "triangles point inwards, or it is open. Repair it without making it solid."
        )
    return (
        f"No part of the surface has {smallest_mm3:g} mm³ or more; the largest has "
        f"{np.abs(signed).max():.4g} mm³."
    )


def _filled(mesh: vtkPolyData, radius_mm: float) -> tuple[np.ndarray, np.ndarray, bool]:
    """Points and triangles with holes filled, consistently oriented."""
    fill = vtkFillHolesFilter()
    fill.SetInputData(mesh)
    fill.SetHoleSize(radius_mm)
    orient = vtkPolyDataNormals()
    orient.SetInputConnection(fill.GetOutputPort())
    orient.SplittingOff()
    orient.ConsistencyOn()
    orient.AutoOrientNormalsOn()
    orient.ComputePointNormalsOff()
    orient.ComputeCellNormalsOn()  # without any normals to compute the filter does nothing at all
    orient.Update()
    made = meshes.cleaned(orient.GetOutput())
    return meshes.points_of(made), meshes.triangles_of(made), True


def repaired(surface: BoneSurface, **options: Any) -> tuple[BoneSurface, RepairReport]:
    """A bone surface with holes filled and islands dropped, each bone for itself.

    Which bone a point belongs to and the cut faces are taken from the nearest point of before.

    Args:
        surface: the surface.
        options: see ``repair_mesh``.

    Raises:
        InputError: nothing would be left. Of several bones the largest part of each is kept.
    """
    if len(surface.bones) == 1:
        return _repaired(surface, **options)
    # Bones that touch share points: repaired as one mesh they would be sewn together.
    done = [_one_of_several(surface.bone(n), **options) for n in range(len(surface.bones))]
    whole = joined([part for part, _ in done], surface.settings)
    counts = {
        one.name: sum(getattr(report, one.name) for _, report in done)
        for one in fields(RepairReport)
    }
    report = RepairReport(**counts | {"turned": bool(counts["turned"])})
    return replace(whole, open_mm3=surface.open_mm3), report


def _one_of_several(bone: BoneSurface, **options: Any) -> tuple[BoneSurface, RepairReport]:
    """A bone that somebody gave a name: its largest part is no island."""
    try:
        return _repaired(bone, **options)
    except InputError:
        return _repaired(bone, **options | {"smallest_shell_mm3": None, "largest_only": True})


def _repaired(surface: BoneSurface, **options: Any) -> tuple[BoneSurface, RepairReport]:
    mesh, report = repair_mesh(surface.mesh, **options)
    nearest = meshes.nearest_points(surface.mesh, meshes.points_of(mesh))
    arrays = {CUT_FACE: surface.cut_face[nearest], BONE: surface.bone_number[nearest]}
    mesh = meshes.with_point_arrays(mesh, arrays)
    mesh.GetFieldData().ShallowCopy(surface.mesh.GetFieldData())
    return replace(surface, mesh=mesh), report
