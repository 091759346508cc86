"""Segments in 3D: their surfaces, made in a thread that is not the window's.

Slicer's own way works in the window's thread, which large segments keep for a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import slicer
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkCommonTransforms import vtkTransform
from vtkmodules.vtkFiltersCore import vtkPolyDataNormals, vtkWindowedSincPolyDataFilter
from vtkmodules.vtkFiltersGeneral import vtkDiscreteFlyingEdges3D, vtkTransformPolyDataFilter
from vtkmodules.vtkImagingCore import vtkImageConstantPad

#: As Slicer smooths by default: its factor 0.5 stands for so many steps and such a pass band.
_STEPS, _PASS_BAND = 40, 0.01


@dataclass(frozen=True, eq=False)
class SegmentSurfaces:
    """Surfaces of a segmentation's segments, and what they were made of.

    Attributes:
        by_segment: a mesh in the segmentation's place by the segment's ID, RAS mm.
        changed: the state of the segmentation then.
    """

    by_segment: dict[str, Any]
    changed: int


def surfaces_of(node: Any) -> Callable[[], SegmentSurfaces] | None:
    """What makes the surfaces of a segmentation node; may be called in any thread.

    Args:
        node: segmentation node.

    Returns:
        None where Slicer has to make them itself, as a segment is no label map, or they are there.
    """
    segmentation = node.GetSegmentation()
    labelmap = slicer.vtkSegmentationConverter.GetBinaryLabelmapRepresentationName()
    if segmentation.ContainsRepresentation(_surface_name()):
        return None
    given = []
    for number in range(segmentation.GetNumberOfSegments()):
        segment = segmentation.GetNthSegment(number)
        image = segment.GetRepresentation(labelmap)
        if image is None:
            return None
        taken = slicer.vtkOrientedImageData()
        taken.ShallowCopy(image)
        given.append((segmentation.GetNthSegmentID(number), taken, segment.GetLabelValue()))
    changed = segmentation.GetMTime()

    def make() -> SegmentSurfaces:
        return SegmentSurfaces({key: _surface(*of) for key, *of in given}, changed)

    return make


def show_surfaces(node: Any, found: SegmentSurfaces) -> bool:
    """Give the segments their surfaces, which the 3D views show then.

    Returns:
        False, and nothing was done, if the segments were changed meanwhile.
    """
    segmentation = node.GetSegmentation()
    if segmentation.GetMTime() != found.changed:
        return False
    for key, mesh in found.by_segment.items():
        segmentation.GetSegment(key).AddRepresentation(_surface_name(), mesh)
    return True


def _surface(image: Any, value: int) -> Any:
    low_i, high_i, low_j, high_j, low_k, high_k = image.GetExtent()
    padded = vtkImageConstantPad()  # closed where a segment touches the border
    padded.SetInputData(image)
    padded.SetOutputWholeExtent(low_i - 1, high_i + 1, low_j - 1, high_j + 1, low_k - 1, high_k + 1)
    padded.SetConstant(0)
    padded.Update()
    voxels = padded.GetOutput()
    voxels.SetOrigin(0, 0, 0)  # the place comes with the matrix
    voxels.SetSpacing(1, 1, 1)
    voxels.SetDirectionMatrix(1, 0, 0, 0, 1, 0, 0, 0, 1)
    edges = vtkDiscreteFlyingEdges3D()
    edges.SetInputData(voxels)
    edges.ComputeGradientsOff()
    edges.ComputeNormalsOff()
    edges.SetValue(0, value)
    smooth = vtkWindowedSincPolyDataFilter()
    smooth.SetInputConnection(edges.GetOutputPort())
    smooth.SetNumberOfIterations(_STEPS)
    smooth.SetPassBand(_PASS_BAND)
    smooth.BoundarySmoothingOff()
    smooth.FeatureEdgeSmoothingOff()
    smooth.NonManifoldSmoothingOn()
    smooth.NormalizeCoordinatesOn()
    matrix, transform = vtkMatrix4x4(), vtkTransform()
    image.GetImageToWorldMatrix(matrix)
    transform.SetMatrix(matrix)
    placed = vtkTransformPolyDataFilter()
    placed.SetInputConnection(smooth.GetOutputPort())
    placed.SetTransform(transform)
    normals = vtkPolyDataNormals()
    normals.SetInputConnection(placed.GetOutputPort())
    normals.ConsistencyOn()
    normals.SplittingOff()
    normals.Update()
    return normals.GetOutput()


def _surface_name() -> str:
    return str(slicer.vtkSegmentationConverter.GetClosedSurfaceRepresentationName())
