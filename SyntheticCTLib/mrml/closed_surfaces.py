"""Segments in 3D: their surfaces, made in a thread that is not the window's.

Slicer's own way works in the window's thread, which large segments keep for a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import slicer
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from SyntheticCTLib.mrml.segment_meshes import (
    TRANSLUCENT,
    mesh_of,
    shape_of,
    shapes_to_draw,
)


@dataclass(frozen=True, eq=False)
class SegmentSurfaces:
    """Surfaces of a segmentation's segments, and what they were made of.

    Attributes:
        by_segment: a mesh in the segmentation's place by the segment's ID, RAS mm.
        simplified: whether one of them is coarser than Slicer would make it.
        changed: the state of the segmentation then.
    """

    by_segment: dict[str, Any]
    simplified: bool
    changed: int


@dataclass(frozen=True, eq=False)
class _Taken:
    """A segment as it lies in memory.

    Attributes:
        labels: label map, ``[k, j, i]``; several segments may share one.
        value: of the segment in it.
        to_place: from the (i, j, k) of ``labels`` to the segmentation's place, RAS mm, 4 x 4.
        weight: how much longer each of its triangles takes to draw.
    """

    labels: np.ndarray
    value: int
    to_place: np.ndarray
    weight: int


def surfaces_of(node: Any) -> Callable[[], SegmentSurfaces] | None:
    """What makes the surfaces of a segmentation node; may be called in any thread.

    Returns:
        None where Slicer has to make them itself, as a segment is no label map, or they are there.
    """
    segmentation = node.GetSegmentation()
    labelmap = slicer.vtkSegmentationConverter.GetBinaryLabelmapRepresentationName()
    if segmentation.ContainsRepresentation(_surface_name()):
        return None
    given: dict[str, _Taken] = {}
    for number in range(segmentation.GetNumberOfSegments()):
        segment = segmentation.GetNthSegment(number)
        image = segment.GetRepresentation(labelmap)
        if image is None:
            return None
        key = segmentation.GetNthSegmentID(number)
        given[key] = _take(image, segment.GetLabelValue(), _weight(node, key))
    changed = segmentation.GetMTime()
    return lambda: _make(given, changed)


def show_surfaces(node: Any, found: SegmentSurfaces) -> Iterator[bool]:
    """Give the segments their surfaces one by one; the 3D views draw each at once.

    Yields:
        After each, True. False, and no more is done, once somebody has changed the segments.
    """
    segmentation = node.GetSegmentation()
    if segmentation.GetMTime() != found.changed:
        yield False
        return
    modified = node.StartModify()
    for key in found.by_segment:
        # Where one segment has a surface, Slicer makes those of all others that have none, at once.
        segmentation.GetSegment(key).AddRepresentation(_surface_name(), vtkPolyData())
    node.EndModify(modified)
    state = segmentation.GetMTime()
    for key, mesh in found.by_segment.items():
        if segmentation.GetMTime() != state:
            yield False
            return
        segmentation.GetSegment(key).AddRepresentation(_surface_name(), mesh)
        state = segmentation.GetMTime()
        yield True


def _make(given: dict[str, _Taken], changed: int) -> SegmentSurfaces:
    shapes = {key: shape_of(of.labels, of.value, of.to_place) for key, of in given.items()}
    there = {key: shape for key, shape in shapes.items() if shape is not None}
    drawn = shapes_to_draw(list(there.values()), [given[key].weight for key in there])
    meshes = {key: vtkPolyData() for key in shapes}
    for key, (shape, left_out) in zip(there, drawn, strict=True):
        meshes[key] = mesh_of(shape, left_out)
    simplified = any(
        shape is not there[key] or left_out > 0
        for key, (shape, left_out) in zip(there, drawn, strict=True)
    )
    return SegmentSurfaces(meshes, simplified, changed)


def _take(image: Any, value: int, weight: int) -> _Taken:
    scalars = image.GetPointData().GetScalars()
    values = np.zeros(0, np.uint8) if scalars is None else vtk_to_numpy(scalars)
    size = tuple(reversed(image.GetDimensions())) if values.size else (0, 0, 0)
    matrix, first = vtkMatrix4x4(), np.eye(4)
    image.GetImageToWorldMatrix(matrix)
    first[:3, 3] = image.GetExtent()[::2]
    to_place = slicer.util.arrayFromVTKMatrix(matrix) @ first
    return _Taken(values.reshape(size), value, to_place, weight)


def _weight(node: Any, key: str) -> int:
    display = node.GetDisplayNode()
    if display is None or not display.GetSegmentVisibility3D(key):
        return 1
    opacity = display.GetSegmentOpacity3D(key) * display.GetOpacity3D()
    return 1 if opacity >= 1.0 else TRANSLUCENT


def _surface_name() -> str:
    return str(slicer.vtkSegmentationConverter.GetClosedSurfaceRepresentationName())
