"""Model nodes from bone surfaces, coloured by their distance from another surface."""

from __future__ import annotations

from typing import Any

import numpy as np
import slicer
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkFiltersCore import vtkAssignAttribute, vtkTriangleFilter

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.mrml.colors import distance_colors, distance_range, show_legend
from SyntheticCTLib.mrml.hierarchy import put_beside
from SyntheticCTLib.mrml.names import free_name
from SyntheticCTLib.mrml.volumes import FLIP, matrix_to_world
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.files.export import COLOURS
from SyntheticCTLib.surface.measure.comparison import COUNTED, DISTANCE

#: Point array that is shown: the distance, and NaN where no statistic counts it.
SHOWN_DISTANCE = "distance mm"

DISTANCE_LEGEND = "Bone surface, mm (red: sCT too small, blue: too large)"

#: Bone as Slicer's general anatomy colours show it.
_BONE_COLOR = (241 / 255, 214 / 255, 145 / 255)


def node_from_surface(scene: Any, surface: Any, name: str, *, like: Any, shown: bool = True) -> Any:
    """A new model node.

    Args:
        scene: where it goes.
        surface: mesh (``vtkPolyData``) in the world, LPS mm.
        name: of the node.
        like: the volume node that the surface is of.
        shown: whether the 3D views show it.

    Returns:
        ``vtkMRMLModelNode`` beside ``like`` in the subject hierarchy, under its transform, so that
        the surface lies in the volume where it was found.
    """
    mesh = vtkPolyData()
    mesh.ShallowCopy(surface)
    to_node = np.linalg.inv(matrix_to_world(like)) @ FLIP
    points = meshes.points_of(surface) @ to_node[:3, :3].T + to_node[:3, 3]
    holder = vtkPoints()
    holder.SetData(numpy_to_vtk(points, deep=True))
    mesh.SetPoints(holder)
    mesh.GetFieldData().Initialize()  # it says LPS, and has the settings, which the record has
    node = scene.AddNewNodeByClass("vtkMRMLModelNode", free_name(scene, name))
    node.CreateDefaultDisplayNodes()
    node.GetDisplayNode().SetVisibility(shown)
    node.GetDisplayNode().SetColor(*_BONE_COLOR)
    node.SetAndObservePolyData(mesh)
    put_beside(node, like)
    return node


def surface_of_node(node: Any) -> Any:
    """The surface of a model node as triangles (``vtkPolyData``) in the world, LPS mm.

    Raises:
        InputError: it has no triangles.
    """
    filter_ = vtkTriangleFilter()
    filter_.PassVertsOff()
    filter_.PassLinesOff()
    filter_.SetInputData(node.GetPolyData() or vtkPolyData())
    filter_.Update()
    mesh = filter_.GetOutput()
    if mesh.GetNumberOfPolys() == 0:
        raise InputError(f"The model {node.GetName()!r} has no triangles: make the surface first.")
    to_world = FLIP @ matrix_to_world(node)
    points = meshes.points_of(mesh) @ to_world[:3, :3].T + to_world[:3, 3]
    return meshes.make_mesh(points, meshes.triangles_of(mesh))


def show_marks(node: Any) -> bool:
    """Colour a model node by what is too narrow to be printed, if anything is.

    Returns:
        Whether its mesh has such marks, see ``surface.print.narrow``.
    """
    if meshes.point_array(node.GetPolyData(), COLOURS) is None:
        return False
    display = node.GetDisplayNode()
    display.SetActiveScalar(COLOURS, vtkAssignAttribute.POINT_DATA)
    display.SetScalarRangeFlag(slicer.vtkMRMLDisplayNode.UseDirectMapping)
    display.SetScalarVisibility(True)
    return True


def show_distances(node: Any, tolerance_mm: float) -> Any:
    """Colour a model node by the distances at its points.

    Args:
        node: a model node of a measured surface, see ``surface.measure.comparison.PointDistances``.
        tolerance_mm: where the colour steps.

    Returns:
        The legend's display node, or None (see ``colors.show_legend``).
    """
    mesh = node.GetPolyData()
    distance, counted = meshes.point_array(mesh, DISTANCE), meshes.point_array(mesh, COUNTED)
    assert distance is not None
    assert counted is not None
    shown = {SHOWN_DISTANCE: np.where(counted > 0, distance, np.nan)}
    node.SetAndObservePolyData(meshes.with_point_arrays(mesh, shown))
    display = node.GetDisplayNode()
    display.SetActiveScalar(SHOWN_DISTANCE, vtkAssignAttribute.POINT_DATA)
    display.SetScalarRangeFlag(slicer.vtkMRMLDisplayNode.UseManualScalarRange)
    limit = distance_range(tolerance_mm)
    display.SetScalarRange(-limit, limit)
    display.SetAndObserveColorNodeID(distance_colors(node.GetScene(), tolerance_mm).GetID())
    display.SetScalarVisibility(True)
    return show_legend(display, DISTANCE_LEGEND, "%.1f mm")
