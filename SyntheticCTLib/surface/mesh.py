"""Triangle meshes as arrays: what VTK's PolyData holds, in the shapes that formulas need.

Points are ``(n, 3)`` in LPS mm, triangles ``(m, 3)`` point numbers, counter-clockwise seen from
outside.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData, vtkStaticPointLocator
from vtkmodules.vtkFiltersCore import vtkCleanPolyData, vtkTriangleFilter

from SyntheticCTLib.arrays import Float64Array, IntArray
from SyntheticCTLib.errors import InputError


def points_of(mesh: vtkPolyData) -> Float64Array:
    """The points (n, 3), LPS mm, float64; a copy."""
    if mesh.GetNumberOfPoints() == 0:
        return np.zeros((0, 3))
    return np.array(vtk_to_numpy(mesh.GetPoints().GetData()), np.float64)


def triangles_of(mesh: vtkPolyData) -> IntArray:
    """The triangles (m, 3) as point numbers, int64.

    Raises:
        InputError: a cell is not a triangle.
    """
    count = mesh.GetNumberOfCells()
    if count == 0:
        return np.zeros((0, 3), np.int64)
    cells = mesh.GetPolys()
    if cells.GetNumberOfCells() != count or cells.IsHomogeneous() != 3:
        raise InputError(
            "The mesh has cells other than triangles; pass it through `cleaned` first."
        )
    return np.array(vtk_to_numpy(cells.GetConnectivityArray()), np.int64).reshape(-1, 3)


def make_mesh(
    points: np.ndarray,
    triangles: np.ndarray,
    point_data: Mapping[str, np.ndarray] | None = None,
) -> vtkPolyData:
    """A mesh that owns copies of the arrays.

    Args:
        points: (n, 3), LPS mm; kept in float64.
        triangles: (m, 3) point numbers.
        point_data: arrays (n,) or (n, c) by name.
    """
    mesh = vtkPolyData()
    holder = vtkPoints()
    holder.SetData(numpy_to_vtk(np.ascontiguousarray(points, np.float64), deep=True))
    mesh.SetPoints(holder)
    cells = vtkCellArray()
    cells.SetData(
        3, numpy_to_vtkIdTypeArray(np.ascontiguousarray(triangles, np.int64).ravel(), True)
    )
    mesh.SetPolys(cells)
    for name, values in (point_data or {}).items():
        _set_point_array(mesh, name, values)
    return mesh


def point_array(mesh: vtkPolyData, name: str) -> np.ndarray | None:
    """A copy of the point array of this name, or None."""
    array = mesh.GetPointData().GetArray(name)
    return None if array is None else vtk_to_numpy(array).copy()


def point_array_names(mesh: vtkPolyData) -> list[str]:
    """Names of the point arrays."""
    data = mesh.GetPointData()
    return [data.GetArrayName(n) for n in range(data.GetNumberOfArrays())]


def with_point_arrays(mesh: vtkPolyData, arrays: Mapping[str, np.ndarray]) -> vtkPolyData:
    """A mesh of the same points and triangles, with further point arrays (n,) or (n, c) by name."""
    made = vtkPolyData()
    made.ShallowCopy(mesh)
    for name, values in arrays.items():
        _set_point_array(made, name, values)
    return made


def _set_point_array(mesh: vtkPolyData, name: str, values: np.ndarray) -> None:
    values = values.astype(np.uint8) if values.dtype == bool else values
    array = numpy_to_vtk(np.ascontiguousarray(values), deep=True)
    array.SetName(name)
    mesh.GetPointData().AddArray(array)


def cleaned(mesh: vtkPolyData) -> vtkPolyData:
    """Triangles only, points at one place merged, unused points and zero-size cells dropped."""
    triangulate = vtkTriangleFilter()
    triangulate.SetInputData(mesh)
    triangulate.PassVertsOff()
    triangulate.PassLinesOff()
    clean = vtkCleanPolyData()
    clean.SetInputConnection(triangulate.GetOutputPort())
    clean.ToleranceIsAbsoluteOn()
    clean.SetAbsoluteTolerance(0.0)
    clean.ConvertPolysToLinesOff()
    clean.ConvertLinesToPointsOff()
    clean.Update()
    output: vtkPolyData = clean.GetOutput()
    return output


def nearest_points(mesh: vtkPolyData, places: np.ndarray) -> IntArray:
    """For each place (n, 3), LPS mm, the number of the mesh's point nearest to it, (n,)."""
    locator = vtkStaticPointLocator()
    locator.SetDataSet(mesh)
    locator.BuildLocator()
    return np.array([locator.FindClosestPoint(*place) for place in places.tolist()], np.int64)


def submesh(
    points: np.ndarray, triangles: np.ndarray, keep: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The triangles of the mask ``keep`` (m,), renumbered.

    Returns:
        Points, triangles, and for each new point its old number.
    """
    triangles = triangles[keep]
    used, renumbered = np.unique(triangles, return_inverse=True)
    return points[used], renumbered.reshape(-1, 3), used


def triangle_normals(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Normals (m, 3) whose length is twice the triangle's area, mm²; they point outwards."""
    a, b, c = (points[triangles[:, n]] for n in range(3))
    return np.cross(b - a, c - a)


def point_normals(points: np.ndarray, triangles: np.ndarray) -> Float64Array:
    """Unit vectors (n, 3) outwards, the mean of the triangles round each point by area."""
    of_triangles = triangle_normals(points, triangles)
    normals = np.zeros_like(points)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], of_triangles)
    length = np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    result: Float64Array = normals / length
    return result


def triangle_areas(points: Float64Array, triangles: IntArray) -> Float64Array:
    """Areas (m,), mm²."""
    twice: Float64Array = np.linalg.norm(triangle_normals(points, triangles), axis=1)
    return 0.5 * twice


def point_areas(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """The area (n,), mm², that each point stands for: a third of every triangle around it."""
    third = np.repeat(triangle_areas(points, triangles) / 3.0, 3)
    return np.bincount(triangles.ravel(), third, minlength=len(points))


def signed_volume(points: np.ndarray, triangles: np.ndarray) -> float:
    """Volume in a closed mesh, mm³, by the divergence theorem; negative when inside out."""
    if len(triangles) == 0:
        return 0.0
    # Measured from the middle, so that a distant origin costs no digits.
    centred = points - points.mean(axis=0)
    a, b, c = (centred[triangles[:, n]] for n in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)
