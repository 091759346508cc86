"""Read surfaces back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkIOGeometry import vtkOBJReader, vtkSTLReader
from vtkmodules.vtkIOPLY import vtkPLYReader
from vtkmodules.vtkIOXML import vtkXMLPolyDataReader

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.names import check_is_file
from SyntheticCTLib.files.trial import read_in_trial
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.files.threemf import read_3mf

#: No coordinate of a scanner is larger, mm.
_FARTHEST_MM = 1e5

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
        InputError: another suffix, no such file, a damaged one, or no triangles in it.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    check_is_file(path)
    if suffix == ".3mf":
        points, triangles, _ = read_3mf(path)
        mesh = meshes.make_mesh(points, triangles)
    elif suffix in _READERS:
        read_in_trial(__name__, read_by_vtk.__name__, path)
        mesh = read_by_vtk(path)
    else:
        known = ", ".join(sorted([*_READERS, ".3mf"]))
        raise InputError(f"{path.name}: surfaces are read from {known}.")
    if mesh.GetNumberOfCells() == 0:
        raise InputError(f"{path} holds no triangles.")
    check_places(path, meshes.points_of(mesh)[meshes.triangles_of(mesh)])
    return mesh


def check_places(path: Path, corners: np.ndarray) -> None:
    """Refuse triangles that are no surface of a body.

    Args:
        path: of their file, for the sentence.
        corners: ``[n, 3, 3]``, triangles, corners, LPS or RAS mm.

    Raises:
        InputError: a place is no number or farther away than any patient, or no triangle has an
            area.
    """
    farthest = float(np.abs(corners).max())
    if not farthest < _FARTHEST_MM:
        raise InputError(
            f"{path} has a point at {farthest:g} mm, where no patient is: its units are others, or "
            "it is damaged. Export it again."
        )
    sides = corners[:, 1:].astype(np.float64) - corners[:, :1]
    if not np.cross(sides[:, 0], sides[:, 1]).any():
        raise InputError(f"{path} holds no surface: none of its triangles has an area.")


def read_by_vtk(path: str | Path) -> vtkPolyData:
    """What VTK reads; a damaged file may end the process.

    Raises:
        ValueError: points or triangles that cannot be.
    """
    reader = _READERS[Path(path).suffix.lower()]()
    reader.SetFileName(str(path))
    reader.Update()
    mesh: vtkPolyData = reader.GetOutput()
    points = meshes.points_of(mesh)
    if not np.isfinite(points).all():
        raise ValueError("places that are no numbers")
    if mesh.GetNumberOfPolys():
        corners = vtk_to_numpy(mesh.GetPolys().GetConnectivityArray())
        if not 0 <= corners.min() <= corners.max() < len(points):
            raise ValueError("triangles of points that are not there")
    return mesh
