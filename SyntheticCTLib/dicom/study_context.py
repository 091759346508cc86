"""Where new objects belong: patient, study, frame of reference and slices."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

from pydicom.dataset import Dataset, FileMetaDataset

from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.dicom.patient_modules import (
    LOSSY_KEYWORDS,
    SERIES_KEYWORDS,
    copied,
    study_of,
)
from SyntheticCTLib.dicom.uids import new_uid
from SyntheticCTLib.files.dicom.fields import is_uid, text, without_pydicom_warnings
from SyntheticCTLib.files.dicom.frames import Frame
from SyntheticCTLib.files.dicom.series import find_frames
from SyntheticCTLib.image.grid import Grid, Vector

#: Whole numbers of DICOM end at 2**31 - 1, and those of new series are some thousands higher.
_HIGHEST_NUMBER = 2_000_000_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SliceReference:
    """A slice that a new one was made from.

    Attributes:
        storage, instance: its SOP class and instance UID.
        frame: its number from 1 in a file of several frames; None in a file of its own.
        number: InstanceNumber, "" where there is none.
    """

    storage: str
    instance: str
    frame: int | None = None
    number: str = ""


@dataclass(frozen=True)
class StudyContext:
    """What new objects take over.

    Attributes:
        study: fields of patient, study and frame of reference.
        series: fields of the series that hold for any image of its slices.
        equipment: the header that says by which machine the images were acquired; None for none.
        grid: of the slices.
        orientation: ImageOrientationPatient.
        positions: ImagePositionPatient of each slice along k, LPS mm.
        slices: what each slice refers to; empty for a new study, and for a series to which nothing
            can refer because it has no UIDs.
        series_uid: of the series that is referred to, "" where there is none.
        series_number: of it, 0 where it has none.
        headers: of its files, without pixels, each with every field of ``study``; empty where
            ``slices`` is.
    """

    study: Dataset
    series: Dataset
    equipment: Dataset | None
    grid: Grid
    orientation: tuple[float, ...]
    positions: tuple[Vector, ...]
    slices: tuple[SliceReference, ...] = ()
    series_uid: str = ""
    series_number: int = 0
    headers: tuple[Dataset, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether the study is a new one, or at least no series of it can be referred to."""
        return not self.slices

    @property
    def is_synthetic(self) -> bool:
        """Whether the series says that nobody's scanner made it."""
        return self.equipment is not None and text(self.equipment, "SyntheticData") == "YES"


@without_pydicom_warnings()
def context_of_series(folder: str) -> StudyContext:
    """The patient, study and slices of a DICOM series; its pixels are not read.

    Raises:
        InputError: the folder holds no series that makes one grid (several series, missing or
            uneven slices, a tilted gantry), or one without study.
    """
    found = find_frames(folder)
    slices = [_reference(frame) for frame in found.frames]
    series_uid = text(found.first, "SeriesInstanceUID")
    uids = {series_uid, *(uid for item in slices for uid in (item.storage, item.instance))}
    referable = all(map(is_uid, uids))
    if not referable:
        slices = []
        _log.warning(
            "%s has no UIDs by which others could refer to it: what is written does not name it.",
            found.name,
        )
    number = text(found.first, "SeriesNumber")
    study = study_of(found.first, found.name)
    files = {id(frame.header): frame for frame in found.frames}
    return StudyContext(
        study,
        copied(found.first, (*SERIES_KEYWORDS, *LOSSY_KEYWORDS)),
        found.first,
        found.grid,
        found.orientation,
        tuple((frame.position[0], frame.position[1], frame.position[2]) for frame in found.frames),
        tuple(slices),
        series_uid if referable else "",
        int(number) if number.isdecimal() and int(number) <= _HIGHEST_NUMBER else 0,
        tuple(_completed(frame, study, found.grid) for frame in files.values() if referable),
    )


def _reference(frame: Frame) -> SliceReference:
    header, several = frame.header.dataset, frame.header.frames > 1
    return SliceReference(
        text(header, "SOPClassUID"),
        text(header, "SOPInstanceUID"),
        frame.number + 1 if several else None,
        "" if several else text(header, "InstanceNumber"),
    )


def _completed(frame: Frame, study: Dataset, grid: Grid) -> Dataset:
    """A file's header as its study is written: nobody misses or misreads what the file has odd."""
    header = frame.header.dataset
    whole = Dataset()
    whole.SliceThickness = grid.spacing[2]
    whole.update(header)
    whole.update(study)
    if frame.header.frames == 1:
        whole.PixelSpacing = list(frame.pixel_spacing)
        whole.ImageOrientationPatient = list(frame.orientation)
        whole.ImagePositionPatient = list(frame.position)
    whole.file_meta = getattr(header, "file_meta", FileMetaDataset())
    return whole


def new_study(grid: Grid, options: DicomOptions = DicomOptions()) -> StudyContext:
    """A study of its own for an image that no DICOM series stands behind.

    Raises:
        InputError: the root of UIDs is none.
    """
    now = datetime.now()
    study = Dataset()
    study.SpecificCharacterSet = "ISO_IR 192"
    study.PatientID = options.patient_id or f"SCT-{secrets.token_hex(4).upper()}"
    study.PatientName = options.patient_name or f"Unknown^{study.PatientID}"[:64]
    study.PatientBirthDate = study.PatientSex = ""
    study.StudyInstanceUID = new_uid(options.uid_root)
    study.StudyDate, study.StudyTime = now.strftime("%Y%m%d"), now.strftime("%H%M%S")
    study.ReferringPhysicianName = study.AccessionNumber = ""
    study.StudyID = "1"
    study.StudyDescription = "Made by SyntheticCT from an image without DICOM"
    study.FrameOfReferenceUID = new_uid(options.uid_root)
    study.PositionReferenceIndicator = ""
    return _placed(study, grid)


def _placed(study: Dataset, grid: Grid) -> StudyContext:
    orientation = grid.direction_matrix[:, :2].T.ravel()
    places = grid.to_lps([(0, 0, k) for k in range(grid.size[2])]).tolist()
    positions = tuple((x, y, z) for x, y, z in places)
    return StudyContext(study, Dataset(), None, grid, tuple(orientation.tolist()), positions)
