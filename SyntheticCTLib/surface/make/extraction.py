"""Bone surfaces from CT values: the iso-contour of the grey values, not of a mask."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkStringArray
from vtkmodules.vtkCommonDataModel import vtkImageData, vtkPolyData, vtkStaticPointLocator
from vtkmodules.vtkFiltersCore import (
    vtkDecimatePro,
    vtkFlyingEdges3D,
    vtkWindowedSincPolyDataFilter,
)

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.errors import InputError, NoBoneError
from SyntheticCTLib.evaluation.grids import check_one_grid
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.region import GreyBox, grey_boxes
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.distance import DistanceTo

_log = logging.getLogger(__name__)

#: Point arrays of every bone surface. Cut face: 0 is bone surface, ``NEAR_CUT`` a point near a cut
#: face of the field of view, ``WALL`` a point on a face that no grey value put there, ``BRIDGE``
#: one over a gap in the bone that was closed.
CUT_FACE = "cut face"
BONE = "bone"
NEAR_CUT = 1
WALL = 2
BRIDGE = 3


@dataclass(frozen=True, eq=False)
class BoneSurface:
    """A surface in LPS mm with the settings that made it.

    Attributes:
        mesh: triangles that point outwards, closed, with the point arrays "cut face" (see
            ``CUT_FACE``) and "bone" (number in ``bones``), and the settings as field data.
        settings: what decided where the surface lies.
        bones: names by number; one empty name without labels.
        deviation_mm: largest distance that smoothing and decimation moved the surface, mm; 0
            without.
        open_mm3: marrow behind gaps in the bone that are too wide to be closed, whose walls are
            therefore in the surface.
    """

    mesh: vtkPolyData
    settings: SurfaceSettings
    bones: tuple[str, ...] = ("",)
    deviation_mm: float = 0.0
    open_mm3: float = 0.0

    @cached_property
    def points(self) -> np.ndarray:
        """Points (n, 3), LPS mm."""
        return meshes.points_of(self.mesh)

    @cached_property
    def triangles(self) -> np.ndarray:
        """Triangles (m, 3), point numbers."""
        return meshes.triangles_of(self.mesh)

    @cached_property
    def cut_face(self) -> np.ndarray:
        """The point array "cut face" (n,)."""
        return self._array(CUT_FACE)

    @cached_property
    def areas(self) -> np.ndarray:
        """The area that each point stands for (n,), mm²."""
        return meshes.point_areas(self.points, self.triangles)

    @cached_property
    def bone_number(self) -> np.ndarray:
        """The point array "bone" (n,), numbers in ``bones``."""
        return self._array(BONE)

    @property
    def volume_mm3(self) -> float:
        """Enclosed volume, mm³."""
        return meshes.signed_volume(self.points, self.triangles)

    def bone(self, number: int) -> BoneSurface:
        """The surface of one bone of ``bones``."""
        if len(self.bones) == 1:
            return self
        keep = self.bone_number[self.triangles[:, 0]] == number
        points, triangles, used = meshes.submesh(self.points, self.triangles, keep)
        data = {CUT_FACE: self.cut_face[used], BONE: np.zeros(len(used), np.int32)}
        part = meshes.make_mesh(points, triangles, data)
        _write_field_data(part, self.settings, self.deviation_mm)
        return replace(self, mesh=part, bones=(self.bones[number],))

    @property
    def wall_triangles(self) -> np.ndarray:
        """Triangles (w, 3) of faces that no grey value put there."""
        on_wall: Mask = (self.cut_face[self.triangles] == WALL).any(axis=1)
        return self.triangles[on_wall]

    def with_arrays(self, arrays: Mapping[str, np.ndarray]) -> BoneSurface:
        """The same surface whose mesh has further point arrays (n,) by name."""
        return replace(self, mesh=meshes.with_point_arrays(self.mesh, arrays))

    def _array(self, name: str) -> np.ndarray:
        array = meshes.point_array(self.mesh, name)
        assert array is not None, f"a bone surface has the point array {name!r}"
        return array


@takes_keywords
def extract_surface(
    volume: Volume,
    settings: SurfaceSettings | None = None,
    *,
    region: np.ndarray | None = None,
    labels: Volume | None = None,
    names: Mapping[int, str] | None = None,
    mask: np.ndarray | None = None,
    cut: np.ndarray | None = None,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> BoneSurface:
    """The bone surface of a CT or sCT.

    Args:
        volume: CT values in HU on any grid, oblique and left-handed ones included.
        settings: see ``SurfaceSettings``; None for its defaults.
        region: bool (k, j, i), where bone may be (the settings' margin is added); None for
            everywhere.
        labels: one label per bone on the grid of ``volume``; each becomes a closed surface.
        names: of the labels; missing ones are called "label N".
        mask: bool (k, j, i), the field of view: bone outside is cut off. A mask whose border lies
            in soft tissue or air cuts nothing.
        cut: bool (k, j, i), more bone beyond a cut face, seen in another image. Points near cut
            bone and near the border of the volume are marked.
        force: take the volume as HU although it does not look it, see ``guards.gate``.
        watch: told of each bone.

    Returns:
        The surface; bones without a surface are not in it.

    Raises:
        NoBoneError: no bone above the threshold.
        InputError: no CT in HU, labels on another grid, arrays of another shape.
        Cancelled: a stop was asked for.

    Example:
        >>> import numpy as np
        >>> from SyntheticCTLib.image.volume import Volume
        >>> k, j, i = np.mgrid[:24, :24, :24] - 11.5
        >>> ball = Volume(1000.0 * (8.0 - np.sqrt(i**2 + j**2 + k**2)))
        >>> surface = extract_surface(ball, SurfaceSettings(threshold_hu=0.0))
        >>> round(surface.volume_mm3 / (4 / 3 * np.pi * 8**3), 2)
        0.99
    """
    settings = settings or SurfaceSettings()
    check_ct(volume, force=force)
    if labels is not None:
        check_one_grid(volume, labels, "labels", of="image")
    return surface_of(
        volume,
        settings,
        region=region,
        labels=labels,
        names=names,
        mask=mask,
        cut=cut,
        watch=watch,
    )


def surface_of(
    volume: Volume,
    settings: SurfaceSettings,
    *,
    region: np.ndarray | None = None,
    labels: Volume | None = None,
    names: Mapping[int, str] | None = None,
    mask: np.ndarray | None = None,
    cut: np.ndarray | None = None,
    watch: Watch = UNWATCHED,
) -> BoneSurface:
    """The same of a volume that the gate has let in: see ``extract_surface``."""
    if cut is not None and cut.shape != volume.array.shape:
        raise InputError(
            f"A cut array of shape {cut.shape} does not fit the grid {volume.array.shape}."
        )
    parts: list[BoneSurface] = []
    expected = 1 if labels is None else max(1, len(np.unique(labels.array)) - 1)
    boxes = grey_boxes(
        volume, settings, region=region, mask=mask, labels=labels, names=dict(names or {})
    )
    cut = _all_cut(volume, settings, mask, cut)
    for box in boxes:
        watch.check()
        parts.append(_box_surface(box, volume, settings, cut, watch))
        watch.report("surface", min(1.0, len(parts) / expected), box.name)
    if not parts:
        raise NoBoneError(
            f"No bone of {settings.smallest_part_mm3:g} mm³ or more is above "
            f"{settings.threshold_hu:g} HU (highest value: {float(volume.array.max()):g}): lower "
            "the threshold, or check that the volume is in HU."
        )
    watch.report("surface", 1.0)
    return _joined(parts, settings)


def _all_cut(
    volume: Volume, settings: SurfaceSettings, mask: Mask | None, cut: Mask | None
) -> Mask | None:
    """Bone beyond cut faces, of this image and of the other one."""
    if mask is None:
        return cut
    own: Mask = (volume.array >= settings.threshold_hu) & ~mask.astype(bool)
    return own if cut is None else own | cut


def _box_surface(
    box: GreyBox,
    volume: Volume,
    settings: SurfaceSettings,
    cut: np.ndarray | None,
    watch: Watch,
) -> BoneSurface:
    index, triangles = contour(box.values, settings.threshold_hu)
    index += box.corner
    matrix = volume.affine
    points = index @ matrix[:3, :3].T + matrix[:3, 3]
    if np.linalg.det(matrix[:3, :3]) < 0:
        triangles = triangles[:, ::-1]  # a mirror image turns every triangle inside out
    marks = _cut_marks(index, box, volume, settings, cut)
    marks[_beside(index - box.corner, box.filled) & (marks == 0)] = BRIDGE
    raw = replace(_marked(points, triangles, marks, settings, box.name), open_mm3=box.open_mm3)
    smooth = _smoothed(raw.mesh, settings)
    if smooth is raw.mesh:
        return raw
    points, triangles = meshes.points_of(smooth), meshes.triangles_of(smooth)
    index = (points - matrix[:3, 3]) @ np.linalg.inv(matrix[:3, :3]).T
    marks = _cut_marks(index, box, volume, settings, cut)
    # A point that was moved lies on no edge between two voxels: the nearest knows what is below.
    marks[(_marks_of_nearest(raw, points) == BRIDGE) & (marks == 0)] = BRIDGE
    made = _marked(points, triangles, marks, settings, box.name)
    deviation = largest_deviation(raw, made, watch)
    _log.info("Smoothing and decimation moved the surface by up to %.3f mm", deviation)
    return replace(made, deviation_mm=deviation, open_mm3=raw.open_mm3)


def _marks_of_nearest(surface: BoneSurface, points: np.ndarray) -> np.ndarray:
    """The point array "cut face" of the surface at those of its points nearest to others (n, 3)."""
    locator = vtkStaticPointLocator()
    locator.SetDataSet(surface.mesh)
    locator.BuildLocator()
    nearest = [locator.FindClosestPoint(*place) for place in points.tolist()]
    return surface.cut_face[nearest]


def _marked(
    points: np.ndarray,
    triangles: np.ndarray,
    marks: np.ndarray,
    settings: SurfaceSettings,
    name: str,
) -> BoneSurface:
    data = {CUT_FACE: marks, BONE: np.zeros(len(points), np.int32)}
    return BoneSurface(meshes.make_mesh(points, triangles, data), settings, (name,))


def contour(values: np.ndarray, threshold: float) -> tuple[np.ndarray, np.ndarray]:
    """The iso-contour of float32 values (k, j, i).

    Returns:
        Points (n, 3) as indices (i, j, k), and triangles (m, 3) that point to lower values.
    """
    image = vtkImageData()
    image.SetDimensions(*values.shape[::-1])
    image.GetPointData().SetScalars(numpy_to_vtk(values.ravel()))
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image)
    edges.SetValue(0, threshold)
    edges.ComputeNormalsOff()
    edges.ComputeScalarsOff()
    edges.Update()
    return meshes.points_of(edges.GetOutput()), meshes.triangles_of(edges.GetOutput())


def _smoothed(raw: vtkPolyData, settings: SurfaceSettings) -> vtkPolyData:
    """The mesh after smoothing and decimation; the same object when there is none."""
    final = raw
    if settings.smoothing_iterations:
        smooth = vtkWindowedSincPolyDataFilter()
        smooth.SetInputData(final)
        smooth.SetNumberOfIterations(settings.smoothing_iterations)
        smooth.SetPassBand(settings.smoothing_pass_band)
        smooth.NormalizeCoordinatesOn()
        smooth.NonManifoldSmoothingOn()
        smooth.FeatureEdgeSmoothingOff()
        smooth.BoundarySmoothingOff()
        smooth.Update()
        final = smooth.GetOutput()
    if settings.decimation:
        # Keeps the mesh closed and manifold, which quadric decimation does not promise.
        decimate = vtkDecimatePro()
        decimate.SetInputData(final)
        decimate.SetTargetReduction(settings.decimation)
        decimate.PreserveTopologyOn()
        decimate.SplittingOff()
        decimate.BoundaryVertexDeletionOff()
        decimate.Update()
        final = decimate.GetOutput()
    return final


def largest_deviation(before: BoneSurface, after: BoneSurface, watch: Watch = UNWATCHED) -> float:
    """Largest distance between two forms of one surface, mm, both ways, away from its cut faces.

    Measured from the points of either and from the middles of the triangles of ``after``, which may
    be large.
    """
    largest = 0.0
    for moving, fixed in ((after, before), (before, after)):
        whole = (moving.cut_face[moving.triangles] == 0).all(axis=1)
        middles = moving.points[moving.triangles[whole]].mean(axis=1)
        there = np.concatenate([moving.points[moving.cut_face == 0], middles])
        if len(there):
            distances = DistanceTo(fixed.mesh).signed(there, watch=watch.quiet)
            largest = max(largest, float(np.abs(distances).max()))
    return largest


def _cut_marks(
    index: np.ndarray,
    box: GreyBox,
    volume: Volume,
    settings: SurfaceSettings,
    cut: np.ndarray | None,
) -> np.ndarray:
    """The point array "cut face" (n,) of points at the indices (n, 3), i, j, k."""
    size = np.array(volume.size)
    to_border = np.minimum(index + 0.5, size - 0.5 - index) * volume.spacing
    near = to_border.min(axis=1) <= settings.cut_margin_mm
    if cut is not None and cut.any():
        margin = settings.cut_margin_mm
        near |= _distance_at(index, cut, volume, margin) <= margin
    marks = np.where(near, NEAR_CUT, 0).astype(np.uint8)
    beyond = ((index < -1e-3) | (index > size - 1 + 1e-3)).any(axis=1)
    wall = beyond | _beside(index - box.corner, box.replaced)
    if cut is not None:
        wall |= _beside(index, cut)
    marks[wall] = WALL
    return marks


def _beside(index: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Whether one of the voxels around each index (n, 3), i, j, k, is in the mask (k, j, i)."""
    low, high = np.floor(index + 1e-3).astype(int), np.ceil(index - 1e-3).astype(int)
    found = np.zeros(len(index), bool)
    top = np.array(mask.shape[::-1]) - 1
    for corner in np.ndindex(2, 2, 2):
        i, j, k = np.clip(np.where(corner, high, low), 0, top).T
        found |= mask[k, j, i]
    return found


def _distance_at(
    index: np.ndarray,
    mask: np.ndarray,
    volume: Volume,
    margin_mm: float,
) -> np.ndarray:
    """Distance, mm, of each index (n, 3) to the mask; infinite if surely beyond the margin."""
    k, j, i = (int(np.ceil(margin_mm / s)) + 1 for s in volume.spacing[::-1])
    box = box_of(mask, (k, j, i))
    distance = distance_to(mask[box], volume.spacing)
    place = np.rint(index).astype(int)[:, ::-1] - [s.start for s in box]
    inside = ((place >= 0) & (place < distance.shape)).all(axis=1)
    result = np.full(len(index), np.inf)
    result[inside] = distance[tuple(place[inside].T)]
    return result


def _joined(parts: list[BoneSurface], settings: SurfaceSettings) -> BoneSurface:
    """One surface of several bones."""
    starts = np.cumsum([0, *(len(p.points) for p in parts)])
    points = np.concatenate([p.points for p in parts])
    triangles = np.concatenate([p.triangles + s for p, s in zip(parts, starts, strict=False)])
    data = {
        CUT_FACE: np.concatenate([p.cut_face for p in parts]),
        BONE: np.repeat(np.arange(len(parts), dtype=np.int32), np.diff(starts)),
    }
    deviation = max(p.deviation_mm for p in parts)
    joined = meshes.make_mesh(points, triangles, data)
    _write_field_data(joined, settings, deviation)
    return BoneSurface(
        joined,
        settings,
        tuple(p.bones[0] for p in parts),
        deviation,
        sum(p.open_mm3 for p in parts),
    )


def _write_field_data(mesh: vtkPolyData, settings: SurfaceSettings, deviation_mm: float) -> None:
    """The settings beside the triangles; "SPACE" is how 3D Slicer marks the coordinate system."""
    texts = {
        "SPACE": "LPS",
        "settings": json.dumps(settings.to_dict()),
        "largest deviation mm": f"{deviation_mm:.6g}",
    }
    for name, text in texts.items():
        array = vtkStringArray()
        array.SetName(name)
        array.InsertNextValue(text)
        mesh.GetFieldData().AddArray(array)
