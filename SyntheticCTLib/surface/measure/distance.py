"""Exact signed distance from points to a triangle mesh."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkDoubleArray
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkFiltersCore import vtkImplicitPolyDataDistance

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.topology import count_edges

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

#: Points a step: about a tenth of a second, so that a stop is soon heard.
_STEP = 5000


#: By this much two ways to compute one distance may differ, mm.
_ROUNDED_MM = 1e-9


@dataclass(frozen=True, eq=False)
class Bounds:
    """Between which distances points lie from a surface, (n,) each, mm."""

    low: np.ndarray
    high: np.ndarray


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
        self._corners = points[np.unique(triangles)]
        self._reach_mm = _longest_edge(points, triangles) / np.sqrt(3.0)

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

    def bounds(self, points: np.ndarray) -> Bounds:
        """What the nearest corner of a triangle tells of the distances: a tenth of the work.

        No place of a triangle is farther from its nearest corner than the longest edge by the root
        of 3, and the way to the nearest place stands upright on its triangle or edge.

        Args:
            points: (n, 3), LPS mm.
        """
        threads = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
        high = self._tree.query(points, workers=threads)[0]
        low = np.sqrt(np.maximum(high**2 - self._reach_mm**2, 0.0)) - _ROUNDED_MM
        return Bounds(low, high)

    @cached_property
    def _tree(self) -> cKDTree:
        from scipy.spatial import cKDTree  # slow to load, and many commands do without

        return cKDTree(self._corners)

    def within(
        self,
        points: np.ndarray,
        limit_mm: float,
        *,
        bounds: Bounds | None = None,
        watch: Watch = UNWATCHED,
    ) -> np.ndarray:
        """Which points (n, 3), LPS mm, lie no farther than the limit, bool (n,).

        As ``signed`` tells it, which is asked only where the bounds do not.

        Args:
            points: LPS mm.
            limit_mm: how far, mm.
            bounds: of these points, where they are known.
            watch: called with stage "distance".

        Raises:
            Cancelled: a stop was asked for.
        """
        bounds = self.bounds(points) if bounds is None else bounds
        result = np.asarray(bounds.high <= limit_mm)
        open_ones = np.flatnonzero(~result & (bounds.low <= limit_mm))
        result[open_ones] = np.abs(self.signed(points[open_ones], watch=watch)) <= limit_mm
        return result


def _longest_edge(points: np.ndarray, triangles: np.ndarray) -> float:
    corners = points[triangles]
    return float(np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max())
