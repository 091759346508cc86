"""Exact signed distance from points to a triangle mesh."""

from __future__ import annotations

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkDoubleArray
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkFiltersCore import vtkImplicitPolyDataDistance

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.topology import count_edges

#: Points a step: about a tenth of a second, so that a stop is soon heard.
_STEP = 5000


class DistanceTo:
    """A reference surface to which distances are asked for.

    The distance is that to the nearest point of the nearest triangle, and its sign that of the
    angle-weighted pseudonormal there (Baerentzen and Aanaes 2005, IEEE TVCG 11:243), as VTK
    computes them: negative inside.

    Attributes:
        closed: whether the surface has no rim. Distances to an open surface carry no sign.
    """

    def __init__(self, reference: vtkPolyData) -> None:
        """Index the reference.

        Args:
            reference: a mesh in LPS mm. A closed one that is inside out is turned.

        Raises:
            InputError: it has no triangles.
        """
        mesh = meshes.cleaned(reference)
        points, triangles = meshes.points_of(mesh), meshes.triangles_of(mesh)
        if len(triangles) == 0:
            raise InputError(
                "The reference surface has no triangles; there is nothing to measure to."
            )
        edges = count_edges(triangles)
        self.closed = edges.closed and not edges.forward_surplus.any()
        inside_out = self.closed and meshes.signed_volume(points, triangles) < 0
        if inside_out:
            mesh = meshes.make_mesh(points, triangles[:, ::-1])
        self._function = vtkImplicitPolyDataDistance()
        self._function.SetInput(mesh)

    def signed(
        self,
        points: np.ndarray,
        *,
        watch: Watch = UNWATCHED,
    ) -> np.ndarray:
        """Distances of points (n, 3), LPS mm, float64 (n,), mm: positive outside the reference.

        To a reference that is not closed they are all positive.

        Args:
            points: LPS mm.
            watch: called with stage "distance".

        Raises:
            Cancelled: a stop was asked for.
        """
        points = np.ascontiguousarray(points, np.float64)
        result = np.empty(len(points))
        for start in range(0, len(points), _STEP):
            watch.check()
            part = vtkDoubleArray()
            self._function.EvaluateFunction(numpy_to_vtk(points[start : start + _STEP]), part)
            result[start : start + _STEP] = vtk_to_numpy(part)
            watch.report("distance", min(1.0, (start + _STEP) / len(points)))
        return result if self.closed else np.abs(result)
