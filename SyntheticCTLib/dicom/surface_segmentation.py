"""A surface as DICOM's own mesh: a Surface Segmentation, of points and triangles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code
from pydicom.uid import SurfaceSegmentationStorage

from SyntheticCTLib import __version__
from SyntheticCTLib.dicom.encapsulated_stl import checked_stl
from SyntheticCTLib.dicom.new_object import new_object, referenced_series
from SyntheticCTLib.dicom.objects import coded, slice_reference
from SyntheticCTLib.dicom.options import UUID_ROOT
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.surface.files.reading import read_surface
from SyntheticCTLib.surface.mesh import points_of, triangles_of
from SyntheticCTLib.surface.topology import count_edges, non_manifold_points

_TITLE = "Bone surface"

_TISSUE = Code("85756007", "SCT", "Tissue")
_BONE = Code("272673000", "SCT", "Bone")

#: How viewers begin to show it: ivory, in CIELab as DICOM writes it, and opaque.
_IVORY, _GREY, _OPAQUE = (60947, 32896, 35466), 60000, 1.0


def surface_segmentation(
    path: str | Path, context: StudyContext, *, uid_root: str = UUID_ROOT
) -> Dataset:
    """The mesh of a file in a study, as one segment of bone.

    Args:
        path: binary STL in LPS mm, as ``synthetic-ct surface`` writes it. Points that lie at one
            place become one.
        context: of the series whose frame of reference the coordinates are in.
        uid_root: what new UIDs begin with.

    Raises:
        InputError: there is no series, or the file is no binary STL.
    """
    if context.is_new:
        raise InputError("A surface in DICOM belongs to a study: name a series of it with --like.")
    checked_stl(Path(path))
    mesh = read_surface(path)
    dataset = new_object(context, SurfaceSegmentationStorage, "SEG", _TITLE, uid_root)
    dataset.ContentLabel, dataset.ContentDescription = "SURFACE", _TITLE
    dataset.ContentCreatorName = ""
    dataset.SegmentSequence = Sequence([_segment(context)])
    dataset.NumberOfSurfaces = 1
    dataset.SurfaceSequence = Sequence([_surface(points_of(mesh), triangles_of(mesh))])
    dataset.ReferencedSeriesSequence = Sequence([referenced_series(context)])
    return dataset


def _segment(context: StudyContext) -> Dataset:
    """What the surface is of, and what drew it."""
    algorithm = Dataset()
    algorithm.AlgorithmFamilyCodeSequence = coded(codes.DCM.MorphologicalOperations)
    algorithm.AlgorithmName, algorithm.AlgorithmVersion = "SyntheticCT surface", __version__
    reference = Dataset()
    reference.ReferencedSurfaceNumber = 1
    reference.SegmentSurfaceGenerationAlgorithmIdentificationSequence = Sequence([algorithm])
    sources = {item.instance: slice_reference(item) for item in context.slices}
    reference.SegmentSurfaceSourceInstanceSequence = Sequence(sources.values())
    segment = Dataset()
    segment.SegmentNumber, segment.SegmentLabel = 1, _TITLE
    segment.SegmentAlgorithmType = "AUTOMATIC"
    segment.SegmentedPropertyCategoryCodeSequence = coded(_TISSUE)
    segment.SegmentedPropertyTypeCodeSequence = coded(_BONE)
    segment.SurfaceCount = 1
    segment.ReferencedSurfaceSequence = Sequence([reference])
    return segment


def _surface(points: np.ndarray, triangles: np.ndarray) -> Dataset:
    """A mesh of points (n, 3) in LPS mm and triangles (m, 3) of point numbers."""
    edges = count_edges(triangles)
    manifold = bool((edges.uses <= 2).all()) and not non_manifold_points(triangles, len(points))
    finite = manifold and edges.closed and not edges.forward_surplus.any()
    surface, place, mesh = Dataset(), Dataset(), Dataset()
    surface.SurfaceNumber = 1
    surface.SurfaceProcessing = ""  # the file does not say whether it was smoothed
    surface.RecommendedDisplayGrayscaleValue = _GREY
    surface.RecommendedDisplayCIELabValue = list(_IVORY)
    surface.RecommendedPresentationOpacity = _OPAQUE
    surface.RecommendedPresentationType = "SURFACE"
    surface.FiniteVolume = "YES" if finite else "NO"
    surface.Manifold = "YES" if manifold else "NO"
    place.NumberOfSurfacePoints = len(points)
    place.PointCoordinatesData = points.astype("<f4").tobytes()
    surface.SurfacePointsSequence = Sequence([place])
    surface.SurfacePointsNormalsSequence = Sequence()
    # DICOM counts points from 1.
    mesh.LongTrianglePointIndexList = (triangles + 1).astype("<u4").tobytes()
    mesh.LongEdgePointIndexList = mesh.LongVertexPointIndexList = None
    for keyword in ("TriangleStrip", "TriangleFan", "Line", "Facet"):
        setattr(mesh, f"{keyword}Sequence", Sequence())
    surface.SurfaceMeshPrimitivesSequence = Sequence([mesh])
    return surface
