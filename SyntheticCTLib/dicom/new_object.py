"""A new object in a study, before it has content: patient, study, series, equipment."""

from __future__ import annotations

from datetime import datetime

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID

from SyntheticCTLib.dicom.objects import SERIES_NUMBER_STEP, add_moment, slice_reference
from SyntheticCTLib.dicom.statement import NOT_FOR_CLINICAL_USE, add_equipment, say_synthetic
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.dicom.uids import new_uid


def new_object(
    context: StudyContext, storage: UID, modality: str, title: str, uid_root: str
) -> Dataset:
    """The first object of a new series in a study.

    Args:
        context: of the series that the object belongs to.
        storage: its SOP class.
        modality: "RTSTRUCT", "REG", ...
        title: what it is, for the name of the series.
        uid_root: what new UIDs begin with.
    """
    dataset, moment = Dataset(), datetime.now()
    dataset.update(context.study)
    dataset.SOPClassUID, dataset.SOPInstanceUID = storage, new_uid(uid_root)
    dataset.SeriesInstanceUID = new_uid(uid_root)
    dataset.Modality = modality
    dataset.SeriesNumber = context.series_number + SERIES_NUMBER_STEP
    dataset.SeriesDescription = described(title)
    dataset.InstanceNumber = 1
    add_moment(dataset, moment)
    add_equipment(dataset, context.equipment, None, moment)
    if context.is_synthetic:
        say_synthetic(dataset)
    return dataset


def described(title: str) -> str:
    """The name of a series, of at most 64 characters."""
    room = 64 - len(f" - {NOT_FOR_CLINICAL_USE}")
    return f"{title[:room].strip()} - {NOT_FOR_CLINICAL_USE}"


def referenced_series(context: StudyContext) -> Dataset:
    """The item that names a series and each of its objects once (Common Instance Reference)."""
    items = {item.instance: slice_reference(item) for item in context.slices}
    for item in items.values():
        item.pop("ReferencedFrameNumber", None)
    series = Dataset()
    series.SeriesInstanceUID = context.series_uid
    series.ReferencedInstanceSequence = Sequence(items.values())
    return series
