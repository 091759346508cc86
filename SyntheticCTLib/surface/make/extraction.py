"""Bone surfaces from CT values: the iso-contour of the grey values, not of a mask."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkImageData, vtkPolyData
from vtkmodules.vtkFiltersCore import (
    vtkDecimatePro,
    vtkFlyingEdges3D,
    vtkWindowedSincPolyDataFilter,
)

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.errors import NoBoneError
from SyntheticCTLib.evaluation.grids import check_labels
from SyntheticCTLib.guards.gate import check_ct
from SyntheticCTLib.image.checks import checked_mask
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.options import takes_keywords
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BRIDGE, BoneSurface, joined, marked
from SyntheticCTLib.surface.make.cut_faces import beside, cut_marks
from SyntheticCTLib.surface.make.region import GreyBox, grey_boxes
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.distance import DistanceTo

_log = logging.getLogger(__name__)


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
        check_labels(volume, labels, of="image")
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
    boxes: Iterable[GreyBox] | None = None,
    tell_open: bool = True,
    watch: Watch = UNWATCHED,
) -> BoneSurface:
    """The same of a volume that the gate has let in: see ``extract_surface``.

    ``boxes`` are those of ``grey_boxes``, where somebody has found them before; ``tell_open`` is
    whether anybody asks for ``BoneSurface.open_mm3``.
    """
    region, mask, cut = (
        None if given is None else checked_mask(given, volume.array.shape, what)
        for what, given in (("region", region), ("mask", mask), ("cut", cut))
    )
    parts: list[BoneSurface] = []
    expected = 1 if labels is None else max(1, len(np.unique(labels.array)) - 1)
    if boxes is None:
        boxes = grey_boxes(
            volume,
            settings,
            region=region,
            mask=mask,
            labels=labels,
            names=dict(names or {}),
            tell_open=tell_open,
        )
    cut = _all_cut(volume, settings, mask, cut)
    for box in boxes:
        watch.check()
        parts.append(_box_surface(box, volume, settings, cut, watch))
        watch.report("surface", min(1.0, len(parts) / expected), box.name)
    if not parts:
        raise NoBoneError(
            Sentence(
                "No bone of {size} mm³ or more is above {threshold} HU (highest value: "
                "{highest}): in a synthetic CT the model has missed the bone; of a CT lower the "
                "threshold, or check that it is in HU.",
                size=f"{settings.smallest_part_mm3:g}",
                threshold=f"{settings.threshold_hu:g}",
                highest=f"{float(volume.array.max()):g}",
            )
        )
    watch.report("surface", 1.0)
    return joined(parts, settings)


def _all_cut(
    volume: Volume, settings: SurfaceSettings, mask: Mask | None, cut: Mask | None
) -> Mask | None:
    """Bone beyond cut faces, of this image and of the other one; None for none."""
    if mask is None:
        return cut
    own: Mask = volume.array >= settings.threshold_hu
    np.greater(own, np.asarray(mask, bool), out=own)  # bone and not seen, without copies
    if cut is not None:
        own |= cut
    return own if own.any() else None


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
    marks = cut_marks(index, box, volume, settings, cut)
    marks[beside(index - box.corner, box.filled) & (marks == 0)] = BRIDGE
    raw = replace(marked(points, triangles, marks, settings, box.name), open_mm3=box.open_mm3)
    smooth = _smoothed(raw.mesh, settings)
    if smooth is raw.mesh:
        return raw
    points, triangles = meshes.points_of(smooth), meshes.triangles_of(smooth)
    index = (points - matrix[:3, 3]) @ np.linalg.inv(matrix[:3, :3]).T
    marks = cut_marks(index, box, volume, settings, cut)
    # A point that was moved lies on no edge between two voxels: the nearest knows what is below.
    marks[(_marks_of_nearest(raw, points) == BRIDGE) & (marks == 0)] = BRIDGE
    made = marked(points, triangles, marks, settings, box.name)
    deviation = largest_deviation(raw, made, watch)
    _log.info("Smoothing and decimation moved the surface by up to %.3f mm", deviation)
    return replace(made, deviation_mm=deviation, open_mm3=raw.open_mm3)


def _marks_of_nearest(surface: BoneSurface, points: np.ndarray) -> np.ndarray:
    """The point array "cut face" of the surface at those of its points nearest to others (n, 3)."""
    return surface.cut_face[meshes.nearest_points(surface.mesh, points)]


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
