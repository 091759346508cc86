"""Read surfaces back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkIOGeometry import vtkOBJReader, vtkSTLReader
from vtkmodules.vtkIOPLY import vtkPLYReader
from vtkmodules.vtkIOXML import vtkXMLPolyDataReader

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.files.threemf import read_3mf

_READERS: dict[str, Any] = {
    ".stl": vtkSTLReader,
    ".obj": vtkOBJReader,
    ".ply": vtkPLYReader,
    ".vtp": vtkXMLPolyDataReader,
}


def read_surface(path: str | Path) -> vtkPolyData:
    """The mesh of a file, in the coordinates of the file.

    Args:
        path: .stl, .obj, .ply, .vtp or .3mf.

    Raises:
        InputError: another suffix, no such file, or no triangles in it.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    if suffix == ".3mf":
        points, triangles, _ = read_3mf(path)
        mesh = meshes.make_mesh(points, triangles)
    elif suffix in _READERS:
        reader = _READERS[suffix]()
        reader.SetFileName(str(path))
        reader.Update()
        mesh = reader.GetOutput()
    else:
        known = ", ".join(sorted([*_READERS, ".3mf"]))
        raise InputError(f"{path.name}: surfaces are read from {known}.")
    if mesh.GetNumberOfCells() == 0:
        raise InputError(f"{path} holds no triangles.")
    return mesh
