"""Labels as an RT Structure Set: outlines on the slices of a series, for planning systems."""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import RTStructureSetStorage

from SyntheticCTLib.dicom.contours import outlines
from SyntheticCTLib.dicom.new_object import new_object
from SyntheticCTLib.dicom.objects import coded, slice_reference
from SyntheticCTLib.dicom.options import UUID_ROOT
from SyntheticCTLib.dicom.segments import (
    algorithm_of,
    dicom_code,
    drawn,
    labels_on,
    present,
    terminology_of,
)
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.segmentation.labels import Label, Segmentation

#: The class of a study, in references; it is retired everywhere else.
_STUDY_CLASS = "1.2.840.10008.3.1.2.3.1"

#: Outlines have this many decimals, mm.
_DECIMALS = 3


def structure_set(
    segmentation: Segmentation,
    context: StudyContext,
    *,
    uid_root: str = UUID_ROOT,
    watch: Watch = UNWATCHED,
) -> Dataset:
    """The labels that occur, as closed outlines on the slices of a series.

    Args:
        segmentation: labels; on another grid the nearest one is taken for each voxel.
        context: of the series that was segmented.
        uid_root: what new UIDs begin with.

    Raises:
        InputError: there is no such series, or no label on its slices.
    """
    array = labels_on(segmentation, context)
    labels = present(segmentation, array)
    dataset = new_object(context, RTStructureSetStorage, "RTSTRUCT", "Structures", uid_root)
    del dataset.ContentDate, dataset.ContentTime  # a structure set has a date of its own
    dataset.StructureSetLabel = "SYNTHETICCT"
    dataset.StructureSetName = algorithm_of(segmentation.record)[0][:64]
    dataset.StructureSetDate, dataset.StructureSetTime = dataset.SeriesDate, dataset.SeriesTime
    dataset.OperatorsName = ""
    dataset.ApprovalStatus = "UNAPPROVED"
    frame = Dataset()
    frame.FrameOfReferenceUID = context.study.FrameOfReferenceUID
    frame.RTReferencedStudySequence = Sequence([_referenced_study(context)])
    dataset.ReferencedFrameOfReferenceSequence = Sequence([frame])
    regions, contours, observations = [], [], []
    for number, label in enumerate(labels, 1):
        watch.report("drawing outlines", (number - 1) / len(labels))
        regions.append(_region(number, label, context, segmentation))
        contours.append(_contour(number, label, array == label.value, context, watch))
        observations.append(_observation(number, label))
    dataset.StructureSetROISequence = Sequence(regions)
    dataset.ROIContourSequence = Sequence(contours)
    dataset.RTROIObservationsSequence = Sequence(observations)
    return dataset


def _referenced_study(context: StudyContext) -> Dataset:
    series = Dataset()
    series.SeriesInstanceUID = context.series_uid
    series.ContourImageSequence = Sequence(slice_reference(item) for item in context.slices)
    study = Dataset()
    study.ReferencedSOPClassUID = _STUDY_CLASS
    study.ReferencedSOPInstanceUID = context.study.StudyInstanceUID
    study.RTReferencedSeriesSequence = Sequence([series])
    return study


def _region(
    number: int, label: Label, context: StudyContext, segmentation: Segmentation
) -> Dataset:
    region = Dataset()
    region.ROINumber = number
    region.ReferencedFrameOfReferenceUID = context.study.FrameOfReferenceUID
    region.ROIName = label.name[:64]
    region.ROIGenerationAlgorithm = drawn(segmentation.record)
    region.ROIGenerationDescription = algorithm_of(segmentation.record)[0][:64]
    return region


def _contour(
    number: int, label: Label, mask: np.ndarray, context: StudyContext, watch: Watch
) -> Dataset:
    contour = Dataset()
    contour.ReferencedROINumber = number
    contour.ROIDisplayColor = list(label.color)
    found: list[Dataset] = []
    for k in np.flatnonzero(mask.any(axis=(1, 2))).tolist():
        watch.check()
        for loop in outlines(mask[k]):
            item = Dataset()
            item.ContourImageSequence = Sequence([slice_reference(context.slices[k])])
            item.ContourGeometricType = "CLOSED_PLANAR"
            item.NumberOfContourPoints = len(loop)
            item.ContourData = _places(loop, k, context.grid)
            item.ContourNumber = len(found) + 1
            found.append(item)
    contour.ContourSequence = Sequence(found)
    return contour


def _places(loop: np.ndarray, k: int, grid: Grid) -> list[str]:
    """Points (i, j) of a slice as LPS mm, one coordinate after the other."""
    index = np.column_stack([loop, np.full(len(loop), k)])
    return [f"{number:.{_DECIMALS}f}" for number in grid.to_lps(index).ravel().tolist()]


def _observation(number: int, label: Label) -> Dataset:
    observation = Dataset()
    observation.ObservationNumber = observation.ReferencedROINumber = number
    observation.ROIObservationLabel = label.name[:16]
    observation.RTROIInterpretedType = "ORGAN"
    observation.ROIInterpreter = ""
    observation.RTROIIdentificationCodeSequence = coded(dicom_code(terminology_of(label).type))
    return observation
