"""Surfaces as files for other programs: STL, OBJ, PLY, VTP, 3MF, in LPS millimetres."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vtkmodules.vtkCommonCore import vtkStringArray
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkIOGeometry import vtkSTLWriter
from vtkmodules.vtkIOPLY import vtkPLYWriter
from vtkmodules.vtkIOXML import vtkXMLPolyDataWriter

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_path, wanted_name
from SyntheticCTLib.files.foreign_lines import without_foreign_lines
from SyntheticCTLib.files.names import check_parent
from SyntheticCTLib.files.plain_json import json_text
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.files.record import (
    NOTICE,
    SurfaceOrigin,
    SurfaceRecord,
    record_beside,
)
from SyntheticCTLib.surface.files.threemf import Body, write_3mf
from SyntheticCTLib.surface.make.bone_surface import BONE, BoneSurface
from SyntheticCTLib.versions import PROGRAM

#: Point array (n, 3), uint8, that PLY takes as the colours of its points where a mesh has it.
COLOURS = "colours"

#: STL has 80 bytes of free text. "SPACE=LPS" is how 3D Slicer marks the coordinate system.
_STL_HEADER = f"SPACE=LPS; unit mm; {NOTICE} {PROGRAM}"


def check_export(path: str | Path) -> Path:
    """Refuse a file that could not be written.

    Raises:
        InputError: another suffix, or no folder of that name.
    """
    path = Path(path)
    if path.suffix.lower() not in _WRITERS:
        raise InputError(
            f"{path.name}: surfaces are written as {', '.join(sorted(_WRITERS))}; "
            f"{path.suffix or 'no suffix'} is none of them."
        )
    check_parent(path)
    return path


@typed
def export_surface(
    surface: BoneSurface, path: str | Path, origin: SurfaceOrigin | None = None
) -> tuple[Path, Path]:
    """Write a surface, and beside it what it is and where it comes from.

    The record goes into the file where the format has room for it, and always into ``<path>.json``.
    Both files appear whole or not at all.

    Args:
        surface: the surface.
        path: the format is its suffix: .stl (binary), .obj, .ply, .vtp or .3mf.
        origin: where it comes from; None when nothing is known.

    Returns:
        The paths of the surface and of the JSON file.

    Raises:
        InputError: see ``check_export``, or no triangles.

    Example:
        >>> import tempfile
        >>> from SyntheticCTLib import export_surface, extract_surface
        >>> path, beside = export_surface(extract_surface(ct), Path(tempfile.mkdtemp()) / "b.stl")
        >>> path.name, beside.name
        ('b.stl', 'b.stl.json')
    """
    path = check_export(path)
    if len(surface.triangles) == 0:
        raise InputError("The surface has no triangles; there is nothing to write.")
    record = SurfaceRecord(
        **vars(origin or SurfaceOrigin()),
        bones=[name for name in surface.bones if name],
        settings=surface.settings,
        largest_deviation_by_smoothing_mm=surface.deviation_mm,
        cut_faces=surface.cut_faces,
        triangles=len(surface.triangles),
    )
    beside = record_beside(path)
    with atomic_path(beside) as temporary_json, atomic_path(path, removing=beside) as temporary:
        _WRITERS[path.suffix.lower()](surface.mesh, temporary, record)
        temporary_json.write_text(json_text(record) + "\n", "utf-8")
    return path, beside


def _lines(record: SurfaceRecord) -> list[str]:
    """The provenance as lines of ASCII text, for formats with comments."""
    first = ["SPACE=LPS", "unit: mm"]
    return first + [f"{name}: {json.dumps(value)}" for name, value in record.to_dict().items()]


def write_stl(mesh: vtkPolyData, path: Path) -> None:
    """Write triangles in LPS mm as binary STL, which says LPS, with nothing beside it.

    Raises:
        OSError: it cannot be written.
    """
    writer = vtkSTLWriter()
    writer.SetInputData(mesh)
    writer.SetFileName(str(path))
    writer.SetFileTypeToBinary()
    writer.SetHeader(_STL_HEADER)
    _run(writer, path)


def _write_ply(mesh: vtkPolyData, path: Path, record: SurfaceRecord) -> None:
    writer = vtkPLYWriter()
    writer.SetInputData(mesh)
    writer.SetFileName(str(path))
    writer.SetFileTypeToBinary()
    if meshes.point_array(mesh, COLOURS) is not None:
        writer.SetArrayName(COLOURS)
    for line in _lines(record):
        writer.AddComment(line)
    _run(writer, path)


def _write_vtp(mesh: vtkPolyData, path: Path, record: SurfaceRecord) -> None:
    noted = vtkPolyData()
    noted.ShallowCopy(mesh)
    for name, text in (("SPACE", "LPS"), ("provenance", json.dumps(record.to_dict()))):
        array = vtkStringArray()
        array.SetName(name)
        array.InsertNextValue(text)
        noted.GetFieldData().AddArray(array)
    writer = vtkXMLPolyDataWriter()
    writer.SetInputData(noted)
    writer.SetFileName(str(path))
    _run(writer, path)


def _write_obj(mesh: vtkPolyData, path: Path, record: SurfaceRecord) -> None:
    # VTK's own writer keeps six digits, which moves points by micrometres and merges close ones.
    points, triangles = meshes.points_of(mesh).tolist(), meshes.triangles_of(mesh) + 1
    with path.open("w", encoding="ascii") as file:
        file.writelines(f"# {line}\n" for line in _lines(record))
        file.writelines(f"v {x!r} {y!r} {z!r}\n" for x, y, z in points)
        file.writelines(f"f {a} {b} {c}\n" for a, b, c in triangles.tolist())


def _write_3mf(mesh: vtkPolyData, path: Path, record: SurfaceRecord) -> None:
    case = record.source or "Bone surface"
    side = "" if record.side is None else f", {record.side} side"
    metadata = {
        "Title": f"{case}{side}. {NOTICE}",
        "Application": record.software,
        "Description": f"{NOTICE} Coordinates are patient LPS in millimetres.",
        "SPACE": "LPS",
        "case": case,
        **({} if record.side is None else {"side": record.side}),
        "notice": NOTICE,
        "provenance": json.dumps(record.to_dict()),
    }
    write_3mf(path, _bodies(mesh, record.bones), metadata)


def _bodies(mesh: vtkPolyData, bones: Sequence[str]) -> list[Body]:
    """Each bone as a body of its own, so that bones which touch stay apart."""
    points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
    number = meshes.point_array(mesh, BONE)
    if len(bones) < 2 or number is None or number.max() >= len(bones):
        return [Body("", points, triangles)]
    of_triangle = number[triangles[:, 0]]
    parts = (meshes.submesh(points, triangles, of_triangle == n) for n in range(len(bones)))
    found = [Body(name, part[0], part[1]) for name, part in zip(bones, parts, strict=True)]
    return [body for body in found if len(body.triangles)]


def _run(writer: Any, path: Path) -> None:
    with without_foreign_lines():
        written = writer.Write() == 1 and path.is_file()
    if not written:
        raise OSError(f"{wanted_name(path)} could not be written: is its disk full?")


#: By suffix.
_WRITERS: dict[str, Callable[[vtkPolyData, Path, SurfaceRecord], None]] = {
    ".stl": lambda mesh, path, record: write_stl(mesh, path),
    ".obj": _write_obj,
    ".ply": _write_ply,
    ".vtp": _write_vtp,
    ".3mf": _write_3mf,
}

#: The formats.
SUFFIXES = tuple(_WRITERS)
