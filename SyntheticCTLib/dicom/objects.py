"""What every DICOM object is made of: its file, codes, references, numbers as text."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.sr.coding import Code
from pydicom.uid import UID, ExplicitVRLittleEndian
from pydicom.valuerep import DSfloat

from SyntheticCTLib import __version__
from SyntheticCTLib.dicom.characters import fit_characters
from SyntheticCTLib.dicom.study_context import SliceReference
from SyntheticCTLib.files.dicom.fields import without_pydicom_warnings
from SyntheticCTLib.files.dicom.saved import save_dataset

#: A new series' number is that of its source and this: behind those of a scanner.
SERIES_NUMBER_STEP = 9000


def save(dataset: Dataset, path: Path) -> None:
    """Write an object as a DICOM file.

    Raises:
        OSError: it cannot be written.
    """
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationVersionName = f"SYNCT_{__version__}"[:16]
    dataset.file_meta = meta
    fit_characters(dataset)
    with without_pydicom_warnings():  # what is odd is odd in the study, too
        save_dataset(dataset, path)


def add_moment(dataset: Dataset, moment: datetime) -> None:
    """When the object, and its series, was made."""
    date, time = moment.strftime("%Y%m%d"), moment.strftime("%H%M%S")
    dataset.SeriesDate = dataset.ContentDate = dataset.InstanceCreationDate = date
    dataset.SeriesTime = dataset.ContentTime = dataset.InstanceCreationTime = time


def coded(code: Code) -> Sequence:
    """A code as the one item of a sequence."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = code.value, code.scheme_designator
    item.CodeMeaning = code.meaning
    return Sequence([item])


def reference_to(storage: UID | str, instance: str, frame: int | None = None) -> Dataset:
    """An item that names another object, or one of its frames."""
    item = Dataset()
    item.ReferencedSOPClassUID = storage
    item.ReferencedSOPInstanceUID = instance
    if frame is not None:
        item.ReferencedFrameNumber = frame
    return item


def slice_reference(reference: SliceReference) -> Dataset:
    """An item that names a slice."""
    return reference_to(reference.storage, reference.instance, reference.frame)


def decimal(number: float) -> DSfloat:
    """A number as DICOM's text of at most 16 characters."""
    return DSfloat(float(number) + 0.0, auto_format=True)
