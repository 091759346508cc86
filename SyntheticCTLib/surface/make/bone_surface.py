"""A bone surface: the triangles, which of them no grey value put there, and the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from vtkmodules.vtkCommonCore import vtkStringArray
from vtkmodules.vtkCommonDataModel import vtkPolyData

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.settings import SurfaceSettings

#: Point arrays of every bone surface. Cut face: 0 is bone surface, ``NEAR_CUT`` a point near a cut
#: face of the field of view, ``WALL`` a point on a face that no grey value put there, ``BRIDGE``
#: one over a gap in the bone that was closed.
CUT_FACE = "cut face"
BONE = "bone"
NEAR_CUT = 1
WALL = 2
BRIDGE = 3

#: Less of cut faces is not worth a sentence, mm².
_SMALLEST_CUT_MM2 = 10.0


@dataclass(frozen=True, eq=False)
class BoneSurface:
    """A surface in LPS mm with the settings that made it.

    Attributes:
        mesh: triangles that point outwards, closed, with the point arrays "cut face" (see
            ``CUT_FACE``) and "bone" (number in ``bones``), and the settings as field data.
        settings: what decided where the surface lies.
        bones: names by number; one empty name without labels.
        deviation_mm: largest distance that smoothing and decimation moved the surface, mm; 0
            without.
        open_mm3: marrow behind gaps in the bone that are too wide to be closed, whose walls are
            therefore in the surface.
    """

    mesh: vtkPolyData
    settings: SurfaceSettings
    bones: tuple[str, ...] = ("",)
    deviation_mm: float = 0.0
    open_mm3: float = 0.0

    def __repr__(self) -> str:
        named = ", ".join(name for name in self.bones if name)
        of = f" of {named}" if named else ""
        return f"<BoneSurface{of}: {len(self.triangles)} triangles, LPS mm>"

    @property
    def deviation(self) -> str:
        """How far it is from the contour of the grey values, a sentence."""
        if not self.deviation_mm:
            return "Neither smoothed nor decimated: the surface is the contour of the grey values."
        return f"Smoothing and decimation moved the surface by {self.deviation_mm:.2f} mm at most."

    @property
    def cut_faces(self) -> list[str]:
        """That the bone goes on where the surface ends, a sentence; none where it does not."""
        area = float(meshes.triangle_areas(self.points, self.wall_triangles).sum())
        if area < _SMALLEST_CUT_MM2:
            return []
        return [
            Sentence(
                "{area} cm² of the surface are cut faces: the field of view or a label ends there, "
                "and the bone goes on.",
                area=f"{area / 100:.1f}",
            )
        ]

    @cached_property
    def points(self) -> np.ndarray:
        """Points (n, 3), LPS mm."""
        return meshes.points_of(self.mesh)

    @cached_property
    def triangles(self) -> np.ndarray:
        """Triangles (m, 3), point numbers."""
        return meshes.triangles_of(self.mesh)

    @cached_property
    def cut_face(self) -> np.ndarray:
        """The point array "cut face" (n,)."""
        return self._array(CUT_FACE)

    @cached_property
    def areas(self) -> np.ndarray:
        """The area that each point stands for (n,), mm²."""
        return meshes.point_areas(self.points, self.triangles)

    @cached_property
    def bone_number(self) -> np.ndarray:
        """The point array "bone" (n,), numbers in ``bones``."""
        return self._array(BONE)

    @property
    def volume_mm3(self) -> float:
        """Enclosed volume, mm³."""
        return meshes.signed_volume(self.points, self.triangles)

    def bone(self, number: int) -> BoneSurface:
        """The surface of one bone of ``bones``."""
        if len(self.bones) == 1:
            return self
        keep = self.bone_number[self.triangles[:, 0]] == number
        points, triangles, used = meshes.submesh(self.points, self.triangles, keep)
        data = {CUT_FACE: self.cut_face[used], BONE: np.zeros(len(used), np.int32)}
        part = meshes.make_mesh(points, triangles, data)
        _write_field_data(part, self.settings, self.deviation_mm)
        return replace(self, mesh=part, bones=(self.bones[number],))

    @property
    def wall_triangles(self) -> np.ndarray:
        """Triangles (w, 3) of faces that no grey value put there."""
        on_wall: Mask = (self.cut_face[self.triangles] == WALL).any(axis=1)
        return self.triangles[on_wall]

    def with_arrays(self, arrays: Mapping[str, np.ndarray]) -> BoneSurface:
        """The same surface whose mesh has further point arrays (n,) by name."""
        return replace(self, mesh=meshes.with_point_arrays(self.mesh, arrays))

    def _array(self, name: str) -> np.ndarray:
        array = meshes.point_array(self.mesh, name)
        assert array is not None, f"a bone surface has the point array {name!r}"
        return array


def marked(
    points: np.ndarray,
    triangles: np.ndarray,
    marks: np.ndarray,
    settings: SurfaceSettings,
    name: str,
) -> BoneSurface:
    """The surface of one bone: points (n, 3), triangles (m, 3), point array "cut face" (n,)."""
    data = {CUT_FACE: marks, BONE: np.zeros(len(points), np.int32)}
    return BoneSurface(meshes.make_mesh(points, triangles, data), settings, (name,))


def joined(parts: Sequence[BoneSurface], settings: SurfaceSettings) -> BoneSurface:
    """One surface of several bones."""
    starts = np.cumsum([0, *(len(p.points) for p in parts)])
    points = np.concatenate([p.points for p in parts])
    triangles = np.concatenate([p.triangles + s for p, s in zip(parts, starts, strict=False)])
    data = {
        CUT_FACE: np.concatenate([p.cut_face for p in parts]),
        BONE: np.repeat(np.arange(len(parts), dtype=np.int32), np.diff(starts)),
    }
    deviation = max(p.deviation_mm for p in parts)
    mesh = meshes.make_mesh(points, triangles, data)
    _write_field_data(mesh, settings, deviation)
    return BoneSurface(
        mesh,
        settings,
        tuple(p.bones[0] for p in parts),
        deviation,
        sum(p.open_mm3 for p in parts),
    )


def _write_field_data(mesh: vtkPolyData, settings: SurfaceSettings, deviation_mm: float) -> None:
    """The settings beside the triangles; "SPACE" is how 3D Slicer marks the coordinate system."""
    texts = {
        "SPACE": "LPS",
        "settings": json.dumps(settings.to_dict()),
        "largest deviation mm": f"{deviation_mm:.6g}",
    }
    for name, text in texts.items():
        array = vtkStringArray()
        array.SetName(name)
        array.InsertNextValue(text)
        mesh.GetFieldData().AddArray(array)
