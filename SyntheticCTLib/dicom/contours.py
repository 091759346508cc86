"""Outlines of labels on each slice, as structure sets hold them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkFlyingEdges2D, vtkStripper

#: A closed outline needs this many points.
_FEWEST_POINTS = 3


def outlines(mask: np.ndarray) -> list[np.ndarray]:
    """Closed outlines of a mask on one slice, midway between the centres of pixels in and out.

    A hole has an outline of its own within that of what it is in; readers count both and take the
    space between.

    Args:
        mask: bool [j, i].

    Returns:
        Points (n, 2) as (i, j) of each outline, without the first one again at its end.
    """
    if not mask.any():
        return []
    padded = np.pad(mask, 1).astype(np.uint8)  # what touches the border is closed there
    rows, columns = padded.shape
    image = vtkImageData()
    image.SetDimensions(columns, rows, 1)
    image.SetOrigin(-1, -1, 0)
    image.GetPointData().SetScalars(numpy_to_vtk(padded.ravel(), deep=True))
    edges = vtkFlyingEdges2D()
    edges.SetInputData(image)
    edges.SetValue(0, 0.5)
    joined = vtkStripper()
    joined.SetInputConnection(edges.GetOutputPort())
    joined.SetMaximumLength(4 * padded.size)
    joined.JoinContiguousSegmentsOn()
    joined.Update()
    lines = joined.GetOutput()
    points = vtk_to_numpy(lines.GetPoints().GetData())[:, :2].astype(np.float64)
    cells = lines.GetLines()
    offsets = vtk_to_numpy(cells.GetOffsetsArray())
    indices = vtk_to_numpy(cells.GetConnectivityArray())
    loops = [points[indices[a:b]] for a, b in pairwise(offsets.tolist())]
    return [loop[:-1] for loop in loops if len(loop) > _FEWEST_POINTS]
