"""Segments of a segmentation node as labels on the voxels of a volume node.

Taken from the scene at once, and made in any thread: on a large volume it takes a second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import slicer
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import reference as vtk_reference
from vtkmodules.vtkCommonCore import vtkStringArray
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.mrml.records import record_of
from SyntheticCTLib.mrml.volumes import FLIP, grid_of_node, matrix_to_world, volume_from_node
from SyntheticCTLib.segmentation.terminology import Terminology

#: How far from whole voxels two grids may lie to one another and still count as one.
_SAME_VOXELS = 1e-3


@dataclass(frozen=True, eq=False)
class _Piece:
    """One segment as it lies in memory.

    Attributes:
        array: label map, ``[k, j, i]``; several segments may share one.
        value: of the segment in it.
        to_index: from the world, LPS mm, to the array's (i, j, k), 4 x 4.
        changed: tells whether the label map is another one by now.
    """

    array: np.ndarray
    value: int
    to_index: np.ndarray
    changed: Callable[[], bool]


def labels_of(
    segmentation_node: Any, reference: Any, *, ids: Sequence[str] | None = None
) -> tuple[Callable[[], Volume], list[dict[str, Any]]]:
    """Take the segments, as labels on a volume node's grid.

    Args:
        segmentation_node: the segmentation; it is not changed.
        reference: volume node with the grid.
        ids: of the segments that are meant; None for all, hidden ones too.

    Returns:
        What makes the labels, in any thread: ``[k, j, i]``, the first meant segment as 1 and so on,
        a later one over an earlier one, 0 elsewhere. It raises InputError if the segments were
        changed meanwhile. And the rows of the table of all segments: names, colours, codes.

    Raises:
        InputError: the segmentation has no segments.
    """
    segments, name = segmentation_node.GetSegmentation(), segmentation_node.GetName()
    count = segments.GetNumberOfSegments()
    if count == 0:
        raise InputError(f"The segmentation {name!r} has no segments.")
    every = [segments.GetNthSegmentID(number) for number in range(count)]
    rows = [_row(number + 1, segments.GetNthSegment(number)) for number in range(count)]
    # Not the visible ones only: what is hidden for the eye still belongs to the answer.
    meant = every if ids is None else list(ids)
    if not _lie_as_voxels(segmentation_node):
        volume = _exported(segmentation_node, reference, meant)
        return lambda: volume, rows
    pieces, grid = (
        [_piece(segmentation_node, segment) for segment in meant],
        grid_of_node(reference),
    )
    return lambda: _put_together(pieces, grid, name), rows


def drawn_by(segmentation_node: Any) -> dict[str, Any]:
    """By what the segments were made, as a ``Segmentation``'s record says it; "edited" where
    somebody worked on them in the Segment Editor since.
    """
    record = record_of(segmentation_node)
    if record is None:
        return {}
    segments = segmentation_node.GetSegmentation()
    status = slicer.vtkSlicerSegmentationsModuleLogic.GetSegmentStatus
    touched = any(
        status(segments.GetNthSegment(number)) for number in range(segments.GetNumberOfSegments())
    )
    return {**record, "edited": True} if touched else record


def _row(value: int, segment: Any) -> dict[str, Any]:
    """What a segment is: its number in the labels, name, colour 0 to 255, codes."""
    text = vtk_reference("")
    segment.GetTag(slicer.vtkSegment.GetTerminologyEntryTagName(), text)
    terminology = Terminology.from_slicer_tag(str(text))
    return {
        "value": value,
        "name": segment.GetName(),
        "color": [round(255 * channel) for channel in segment.GetColor()],
        "terminology": None if terminology is None else asdict(terminology),
    }


def _lie_as_voxels(node: Any) -> bool:
    """Whether every segment is there as a label map, and under no transform that bends it."""
    parent = node.GetParentTransformNode()
    if parent is not None and not parent.IsTransformToWorldLinear():
        return False
    name = slicer.vtkSegmentationConverter.GetBinaryLabelmapRepresentationName()
    return bool(node.GetSegmentation().ContainsRepresentation(name))


def _piece(node: Any, segment_id: str) -> _Piece:
    segment = node.GetSegmentation().GetSegment(segment_id)
    name = slicer.vtkSegmentationConverter.GetBinaryLabelmapRepresentationName()
    image = segment.GetRepresentation(name)
    first, state = np.array(image.GetExtent()[::2]), image.GetMTime()
    to_world = vtkMatrix4x4()
    image.GetImageToWorldMatrix(to_world)
    index_to_world = FLIP @ matrix_to_world(node) @ slicer.util.arrayFromVTKMatrix(to_world)
    to_index = np.linalg.inv(index_to_world)
    to_index[:3, 3] -= first
    scalars = image.GetPointData().GetScalars()
    values = np.zeros(0, np.uint8) if scalars is None else vtk_to_numpy(scalars)
    array = values.reshape(tuple(reversed(image.GetDimensions())) if values.size else (0, 0, 0))
    return _Piece(array, segment.GetLabelValue(), to_index, lambda: image.GetMTime() != state)


def _put_together(pieces: Sequence[_Piece], grid: Grid, name: str) -> Volume:
    labels = np.zeros(grid.size[::-1], np.uint8 if len(pieces) < 256 else np.uint16)
    for number, piece in enumerate(pieces, 1):
        _add(labels, number, piece, piece.to_index @ _index_to_world(grid))
    if any(piece.changed() for piece in pieces):
        raise InputError(f"{name!r} was changed while it was handed over: press the button again.")
    return Volume.on(grid, labels, {"source": name})


def _index_to_world(grid: Grid) -> np.ndarray:
    """From the (i, j, k) of a grid to the world, LPS mm."""
    matrix = np.eye(4)
    matrix[:3, :3] = np.asarray(grid.direction_matrix) * np.asarray(grid.spacing)
    matrix[:3, 3] = grid.origin
    return matrix


def _add(labels: np.ndarray, number: int, piece: _Piece, between: np.ndarray) -> None:
    """Write a segment's number where it lies; ``between`` leads from one (i, j, k) to the other.

    Slice by slice: each keeps Python's lock for a moment only.
    """
    if piece.array.size == 0:
        return
    shift = np.rint(between[:3, 3])
    farthest = np.array([*labels.shape[::-1], 1.0])
    off = np.abs(between[:3] - np.column_stack([np.eye(3), shift])) @ farthest
    if off.max() < _SAME_VOXELS:
        _copy(labels, number, piece, shift.astype(int))
    else:
        _look_up(labels, number, piece, between)


def _copy(labels: np.ndarray, number: int, piece: _Piece, shift: np.ndarray) -> None:
    """The same voxels, from another first one."""
    here, there = [], []
    for size, of_piece, offset in zip(
        labels.shape, piece.array.shape, shift[::-1].tolist(), strict=True
    ):
        first, last = max(0, -offset), min(size, of_piece - offset)
        if first >= last:
            return
        here.append(slice(first, last))
        there.append(slice(first + offset, last + offset))
    for to, given in zip(labels[tuple(here)], piece.array[tuple(there)], strict=True):
        to[given == piece.value] = number


def _look_up(labels: np.ndarray, number: int, piece: _Piece, between: np.ndarray) -> None:
    """Other voxels: each takes what lies nearest to its middle."""
    depth, height, width = labels.shape
    columns, rows = np.arange(width, dtype=np.float64)[None], np.arange(height, dtype=np.float64)
    for k in range(depth):
        inside, index = np.ones((height, width), bool), []
        for axis, size in zip((2, 1, 0), piece.array.shape, strict=True):
            along = between[axis, 0] * columns + between[axis, 1] * rows[:, None]
            nearest = np.rint(along + (between[axis, 2] * k + between[axis, 3])).astype(np.int64)
            inside &= (nearest >= 0) & (nearest < size)
            index.append(nearest)
        found = piece.array[tuple(axis[inside] for axis in index)] == piece.value
        plane = labels[k]
        plane[inside] = np.where(found, number, plane[inside])


def _exported(node: Any, reference: Any, ids: Sequence[str]) -> Volume:
    """By Slicer, in this thread: surfaces, and what lies under a transform that bends."""
    scene = node.GetScene()
    labels = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "SyntheticCT labels")
    try:
        meant = vtkStringArray()
        for name in ids:
            meant.InsertNextValue(name)
        slicer.vtkSlicerSegmentationsModuleLogic.ExportSegmentsToLabelmapNode(
            node, meant, labels, reference
        )
        return volume_from_node(labels)
    finally:
        display = labels.GetDisplayNode()
        for helper in (display and display.GetColorNode(), display, labels):
            if helper is not None and not helper.GetSingletonTag():  # Slicer's own tables have one
                scene.RemoveNode(helper)
