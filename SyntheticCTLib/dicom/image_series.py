"""A volume as a series of CT or MR images on the slices that it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes
from pydicom.uid import UID, CTImageStorage, MRImageStorage

from SyntheticCTLib.dicom.enhanced_image import enhanced_image
from SyntheticCTLib.dicom.objects import (
    SERIES_NUMBER_STEP,
    add_moment,
    coded,
    decimal,
    save,
    slice_reference,
)
from SyntheticCTLib.dicom.options import UUID_ROOT, checked_root
from SyntheticCTLib.dicom.patient_modules import complete_laterality
from SyntheticCTLib.dicom.statement import (
    add_algorithm,
    add_equipment,
    derivation,
    say_synthetic,
    series_description,
)
from SyntheticCTLib.dicom.study_context import SliceReference, StudyContext
from SyntheticCTLib.dicom.uids import new_uid
from SyntheticCTLib.dicom.voxels import on_slices, scale_of, stored_numbers
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_folder
from SyntheticCTLib.files.dicom.fields import without_pydicom_warnings
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.synthesis.record import SynthesisRecord


@without_pydicom_warnings()  # what is odd is odd in the study, too
def write_series(
    volume: Volume,
    folder: str | Path,
    context: StudyContext,
    *,
    modality: str,
    record: SynthesisRecord | None = None,
    part: str = "",
    forced: Iterable[str] = (),
    uid_root: str = UUID_ROOT,
    enhanced: bool = False,
    watch: Watch = UNWATCHED,
) -> UID:
    """Write a volume as a CT or MR image series. The folder appears whole or not at all.

    Args:
        volume: HU, or an MR's values; rounded to whole numbers. Where it is not on the context's
            grid it is brought there, which is said in the log.
        folder: a new one; its parent must exist.
        context: whose patient, study and slices the series takes.
        modality: "CT" or "MR".
        record: how the volume was made; None where it is not known to be synthetic.
        part: what of several samples it is ("mean of samples"), "" for the image itself.
        forced: what was overruled, a sentence each; it stands in the derivation.
        uid_root: what new UIDs begin with.
        enhanced: all slices in one object, Enhanced CT or MR Image Storage, instead of a CT or MR
            Image Storage object for each.

    Returns:
        SeriesInstanceUID.

    Raises:
        InputError: the folder holds something, the volume lies elsewhere than the context, or its
            values do not fit 16 bits.
        OSError: a file cannot be written.
        Cancelled: a stop was asked for; nothing was written.
    """
    checked_root(uid_root)
    if modality not in ("CT", "MR"):
        raise InputError(f"A series can be of modality CT or MR, not {modality!r}.")
    array = on_slices(volume, context, modality)
    moment = datetime.now()
    common = _common(context, modality, record, part, moment)
    common.DerivationDescription = derivation(record, forced)
    common.SeriesInstanceUID = new_uid(uid_root)
    if enhanced:
        watch.report("writing DICOM", 0.0)
        with atomic_folder(folder) as temporary:
            image = enhanced_image(common, array, context, modality, uid_root)
            save(image, temporary / "0001.dcm")
        return UID(common.SeriesInstanceUID)
    shared = _of_slices(common, context, modality)
    shared.update(scale_of(array, modality))
    stored = stored_numbers(array, modality)
    numbers = _instance_numbers(context, len(array))
    with atomic_folder(folder) as temporary:
        for k, section in enumerate(stored):
            watch.report("writing DICOM", k / len(stored))
            image = Dataset()
            image.update(shared)
            image.SOPInstanceUID = new_uid(uid_root)
            image.InstanceNumber = numbers[k]
            image.ImagePositionPatient = [decimal(number) for number in context.positions[k]]
            if context.slices:
                _refer(image, context.slices[k], context.series_uid)
            image.PixelData = section.tobytes()
            save(image, temporary / f"{k + 1:04d}.dcm")
    return UID(shared.SeriesInstanceUID)


def _common(
    context: StudyContext,
    modality: str,
    record: SynthesisRecord | None,
    part: str,
    moment: datetime,
) -> Dataset:
    """Whose the image is, how it was made, and the form of its pixels."""
    image = Dataset()
    image.update(context.study)
    image.update(context.series)
    image.Modality = modality
    image.SeriesNumber = context.series_number + SERIES_NUMBER_STEP
    image.SeriesDescription = series_description(modality, record, part)
    add_moment(image, moment)
    if "PatientPosition" not in image:
        image.PatientPosition = ""
    if "LossyImageCompression" not in image:
        image.LossyImageCompression = "00"
    image.BurnedInAnnotation = "NO"
    add_equipment(image, context.equipment, record, moment)
    if record is not None:
        add_algorithm(image, record)
    elif context.is_synthetic:
        say_synthetic(image)
    columns, rows, _ = context.grid.size
    image.Rows, image.Columns = rows, columns
    image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
    image.BitsAllocated = image.BitsStored = 16
    image.HighBit, image.PixelRepresentation = 15, 1
    return image


def _of_slices(common: Dataset, context: StudyContext, modality: str) -> Dataset:
    """Everything that the slices have in common but their UIDs and pixels."""
    image = Dataset()
    image.update(common)
    image.SOPClassUID = CTImageStorage if modality == "CT" else MRImageStorage
    complete_laterality(image)
    image.AcquisitionNumber = None
    image.update(_of_modality(modality))
    wide, high, apart = context.grid.spacing
    image.PixelSpacing = [decimal(high), decimal(wide)]
    image.SliceThickness = decimal(apart)
    image.ImageOrientationPatient = [decimal(cosine) for cosine in context.orientation]
    return image


def _of_modality(modality: str) -> Dataset:
    """What CT and MR images must say and a synthetic one does not know."""
    image = Dataset()
    if modality == "CT":
        image.ImageType = ["DERIVED", "SECONDARY", "AXIAL"]  # any plane's: the others are scouts
        image.KVP = None
        return image
    image.ImageType = ["DERIVED", "SECONDARY", "OTHER"]
    image.ScanningSequence, image.SequenceVariant = "RM", "NONE"
    image.ScanOptions = image.MRAcquisitionType = ""
    image.RepetitionTime = image.EchoTime = image.EchoTrainLength = None
    return image


def _instance_numbers(context: StudyContext, count: int) -> list[int]:
    """Those of the source where each slice has one of its own: people compare by them."""
    theirs = [reference.number for reference in context.slices]
    if len(set(theirs)) == count and all(number.isdecimal() for number in theirs):
        return [int(number) for number in theirs]
    return list(range(1, count + 1))


def _refer(image: Dataset, reference: SliceReference, series_uid: str) -> None:
    """Name the slice that this one was made from."""
    item = slice_reference(reference)
    item.SpatialLocationsPreserved = "YES"
    item.PurposeOfReferenceCodeSequence = coded(codes.DCM.SourceImageForImageProcessingOperation)
    image.SourceImageSequence = Sequence([item])
    series = Dataset()
    series.SeriesInstanceUID = series_uid
    series.ReferencedInstanceSequence = Sequence([slice_reference(reference)])
    image.ReferencedSeriesSequence = Sequence([series])
