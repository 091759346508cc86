"""highdicom, where it is needed: it comes with 3D Slicer and with this package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydicom.dataset import Dataset

from SyntheticCTLib.dicom.characters import UTF_8, set_characters
from SyntheticCTLib.dicom.new_object import described
from SyntheticCTLib.dicom.objects import SERIES_NUMBER_STEP
from SyntheticCTLib.dicom.statement import MANUFACTURER, say_synthetic
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.dicom.uids import new_uid
from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.versions import PROGRAM

#: What highdicom takes over and is strict about; ``in_study`` has it as the study has it.
_CHECKED = (
    "PatientID",
    "PatientName",
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
    "StudyTime",
    "StudyID",
    "AccessionNumber",
    "ReferringPhysicianName",
)


def highdicom() -> Any:
    """The library.

    Raises:
        ResourceError: it is not installed.
    """
    try:
        import highdicom as library
    except ImportError as error:
        raise ResourceError(
            f"Segmentations and reports in DICOM need highdicom ({error}): pip install highdicom."
        ) from error
    import highdicom.color
    import highdicom.seg
    import highdicom.sr

    return library


def plain_headers(context: StudyContext) -> list[Dataset]:
    """The headers of a series without anything that is odd about its patient and study.

    A date that is none, a sex in words or a character set of several parts stop highdicom.
    """
    return [_plain(header) for header in context.headers]


def _plain(header: Dataset) -> Dataset:
    plain, harmless = Dataset(), Dataset()
    for keyword in _CHECKED:
        setattr(harmless, keyword, "")
    plain.update(header)
    plain.update(harmless)
    set_characters(plain, UTF_8)
    plain.file_meta = header.file_meta
    return plain


def new_series(context: StudyContext, title: str, uid_root: str) -> dict[str, Any]:
    """What highdicom asks of a new series in a study, and of what made it.

    Args:
        context: of the series that the object belongs to.
        title: what it is, for the name of the series.
        uid_root: what new UIDs begin with.
    """
    return {
        "series_instance_uid": new_uid(uid_root),
        "series_number": context.series_number + SERIES_NUMBER_STEP,
        "series_description": described(title),
        "sop_instance_uid": new_uid(uid_root),
        "instance_number": 1,
        "manufacturer": MANUFACTURER,
        "manufacturer_model_name": MANUFACTURER,
        "software_versions": PROGRAM,
        "device_serial_number": "1",
    }


def in_study(made: Dataset, context: StudyContext, without: Iterable[str] = ()) -> Dataset:
    """What highdicom made, with the patient and study as all objects of the study have them.

    Args:
        made: of ``plain_headers``; changed.
        context: of the study.
        without: fields of ``context.study`` that objects of this kind do not have.
    """
    del made.SpecificCharacterSet
    made.update(context.study)
    if context.is_synthetic:
        say_synthetic(made)
    for keyword in without:
        made.pop(keyword, None)
    return made
