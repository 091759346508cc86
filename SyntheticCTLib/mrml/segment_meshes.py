"""The surface of one segment for a 3D view: as Slicer makes it, or coarser where it is large.

A view draws in the window's thread, without a graphics card by the processor: what has more
triangles than it draws in a moment would keep the window at each turn of the view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkCommonTransforms import vtkTransform
from vtkmodules.vtkFiltersCore import (
    vtkDecimatePro,
    vtkFlyingEdges3D,
    vtkPolyDataNormals,
    vtkWindowedSincPolyDataFilter,
)
from vtkmodules.vtkFiltersGeneral import vtkTransformPolyDataFilter

#: As Slicer smooths by default: its factor 0.5 stands for so many steps and such a pass band.
_STEPS, _PASS_BAND = 40, 0.01

#: Triangles of all segments together that a view draws by the processor in a tenth of a second.
TRIANGLES = 300_000

#: How much longer it draws what shows other things through, which it does layer by layer.
TRANSLUCENT = 4

#: How far a surface is thinned out; one that is larger is made of coarser voxels first.
_THINNED_TO = 0.2

#: How Slicer thins out.
_FEATURE_ANGLE = 60.0

#: Axes whose voxels are at most so much longer than the shortest ones become coarser together.
_ALIKE = 1.5


@dataclass(frozen=True, eq=False)
class Shape:
    """Where a segment is.

    Attributes:
        inside: share of each voxel, 0 to 1, ``[k, j, i]``; one empty voxel surrounds it.
        level: where the surface lies between inside and outside.
        to_place: from the (i, j, k) of ``inside`` to the place, mm, 4 x 4.
    """

    inside: np.ndarray
    level: float
    to_place: np.ndarray

    @property
    def triangles(self) -> int:
        """About how many its surface has: two for each face between voxels in and out."""
        cells = self.inside >= self.level
        # Slice by slice: each keeps Python's lock for a moment only.
        within = sum(
            int(np.count_nonzero(plane[1:] != plane[:-1]))
            + int(np.count_nonzero(plane[:, 1:] != plane[:, :-1]))
            for plane in cells
        )
        pairs = zip(cells[1:], cells[:-1], strict=True)
        return 2 * (within + sum(int(np.count_nonzero(one != next_)) for one, next_ in pairs))


def shape_of(labels: np.ndarray, value: int, to_place: np.ndarray) -> Shape | None:
    """Where a segment is in a label map.

    Args:
        labels: ``[k, j, i]``.
        value: of the segment.
        to_place: from the (i, j, k) of ``labels`` to the place, mm, 4 x 4.

    Returns:
        None for a segment that is nowhere.
    """
    box = _box(labels, value)
    if box is None:
        return None
    cut = labels[tuple(slice(first, last) for first, last in box)]
    inside = np.zeros([size + 2 for size in cut.shape], np.uint8)  # closed at the border, too
    for to, plane in zip(inside[1:-1, 1:-1, 1:-1], cut, strict=True):
        np.equal(plane, value, out=to.view(bool))
    first = [first - 1 for first, _last in box]
    return Shape(inside, 0.5, _moved(to_place, first))


def shapes_to_draw(shapes: Sequence[Shape], weights: Sequence[int]) -> list[tuple[Shape, float]]:
    """Make the largest of several shapes coarser until all together are drawn in a moment.

    Args:
        shapes: see ``shape_of``.
        weights: how much longer each triangle takes to draw, see ``TRANSLUCENT``.

    Returns:
        Each shape, maybe coarser, and which share of its triangles is left out.
    """
    shown = list(shapes)
    costs = [shape.triangles * weight for shape, weight in zip(shown, weights, strict=True)]
    while (total := sum(costs)) > TRIANGLES / _THINNED_TO:
        largest = int(np.argmax(costs))
        shown[largest] = coarser(shown[largest])
        costs[largest] = shown[largest].triangles * weights[largest]
        if sum(costs) >= total:
            break  # it is one voxel wide
    allowed = _allowed(costs)
    return [
        (shape, 1.0 - min(1.0, allowed / cost)) for shape, cost in zip(shown, costs, strict=True)
    ]


def coarser(shape: Shape) -> Shape:
    """The same shape and volume in voxels twice as long, along the axes where they are short."""
    lengths = np.linalg.norm(shape.to_place[:3, :3], axis=0)[::-1]  # of k, j, i
    short = lengths <= _ALIKE * lengths.min()
    steps = [2 if is_short else 1 for is_short in short]
    volume = float(shape.inside.sum(dtype=np.float64))
    size = [-(-length // step) for length, step in zip(shape.inside.shape, steps, strict=True)]
    blocks = np.zeros([length + 2 for length in size], np.float32)
    for to, first in zip(blocks[1:-1], range(0, shape.inside.shape[0], steps[0]), strict=True):
        for plane in shape.inside[first : first + steps[0]]:
            for row in range(steps[1]):
                for column in range(steps[2]):
                    part = plane[row :: steps[1], column :: steps[2]]
                    to[1 : 1 + part.shape[0], 1 : 1 + part.shape[1]] += part
    count = int(np.prod(steps))
    blocks /= count
    factors = np.diag([*steps[::-1], 1.0])
    factors[:3, 3] = [(step - 1) / 2 - step for step in steps[::-1]]
    return Shape(blocks, _level(blocks, volume / count), shape.to_place @ factors)


def mesh_of(shape: Shape, left_out: float = 0.0) -> Any:
    """The surface, smoothed as Slicer does it: ``vtkPolyData`` with normals, in the place, mm.

    Args:
        shape: see ``shape_of``.
        left_out: which share of its triangles is left out, 0 to 1.
    """
    edges = vtkFlyingEdges3D()
    edges.SetInputData(_image(shape.inside))
    edges.ComputeGradientsOff()
    edges.ComputeNormalsOff()
    edges.ComputeScalarsOff()
    edges.SetValue(0, shape.level)
    last: Any = edges
    if left_out > 0:
        last = vtkDecimatePro()
        last.SetInputConnection(edges.GetOutputPort())
        last.SetFeatureAngle(_FEATURE_ANGLE)
        last.SplittingOff()
        last.PreserveTopologyOn()
        last.SetMaximumError(1)
        last.SetTargetReduction(left_out)
    smooth = vtkWindowedSincPolyDataFilter()
    smooth.SetInputConnection(last.GetOutputPort())
    smooth.SetNumberOfIterations(_STEPS)
    smooth.SetPassBand(_PASS_BAND)
    smooth.BoundarySmoothingOff()
    smooth.FeatureEdgeSmoothingOff()
    smooth.NonManifoldSmoothingOn()
    smooth.NormalizeCoordinatesOn()
    transform = vtkTransform()
    transform.SetMatrix(shape.to_place.ravel().tolist())
    placed = vtkTransformPolyDataFilter()
    placed.SetInputConnection(smooth.GetOutputPort())
    placed.SetTransform(transform)
    normals = vtkPolyDataNormals()
    normals.SetInputConnection(placed.GetOutputPort())
    normals.ConsistencyOn()
    normals.SplittingOff()
    normals.Update()
    return normals.GetOutput()


def _box(labels: np.ndarray, value: int) -> list[tuple[int, int]] | None:
    """First and after the last of where a value is, along k, j and i."""
    depths = np.zeros(labels.shape[0], bool)
    rows, columns = np.zeros(labels.shape[1], bool), np.zeros(labels.shape[2], bool)
    for k, plane in enumerate(labels):
        there = plane == value
        in_rows = there.any(axis=1)
        depths[k] = in_rows.any()
        rows |= in_rows
        columns |= there.any(axis=0)
    if not depths.any():
        return None
    return [(int(at[0]), int(at[-1]) + 1) for at in map(np.flatnonzero, (depths, rows, columns))]


def _moved(to_place: np.ndarray, first: Sequence[int]) -> np.ndarray:
    """The same place for an array that begins at the (k, j, i) ``first``."""
    shift = np.eye(4)
    shift[:3, 3] = first[::-1]
    return to_place @ shift


def _level(shares: np.ndarray, count: float) -> float:
    """Above which so many voxels lie; a half of compact shapes, less of thin or scattered ones."""
    place = shares.size - max(1, round(count))
    level = float(np.partition(shares.ravel(), place)[place])
    return max(0.999 * level, 1e-3)  # a voxel of just this share lies within


def _allowed(costs: Sequence[float]) -> float:
    """What each may cost at most, so that all together cost ``TRIANGLES``."""
    left, rest = float(TRIANGLES), sorted(costs)
    while rest and rest[0] * len(rest) <= left:
        left -= rest.pop(0)
    return left / len(rest) if rest else float("inf")


def _image(array: np.ndarray) -> Any:
    """An array ``[k, j, i]`` as voxels of length 1 at the origin; not copied."""
    image = vtkImageData()
    image.SetDimensions(array.shape[::-1])
    image.GetPointData().SetScalars(numpy_to_vtk(np.ascontiguousarray(array).ravel()))
    return image
