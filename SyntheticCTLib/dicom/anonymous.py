"""A study without the patient: DICOM's Basic Application Confidentiality Profile, with a fixed key.

What new objects take over from their source is a short list of fields (``patient_modules``), so the
profile (DICOM PS3.15, annex E) is applied to that list: everything that it removes or empties goes,
UIDs and the patient's ID are replaced, one and the same original by one and the same pseudonym
wherever the key is the same. Nobody without the key can tell which it was.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import replace
from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sr.coding import Code
from pydicom.uid import UID

from SyntheticCTLib.dicom.objects import coded
from SyntheticCTLib.dicom.options import UUID_ROOT, DicomOptions, checked_root
from SyntheticCTLib.dicom.patient_modules import LOSSY_KEYWORDS, NEVER_MISSING, copied
from SyntheticCTLib.dicom.study_context import StudyContext, context_of_series
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import text
from SyntheticCTLib.files.names import check_is_file

_log = logging.getLogger(__name__)

#: A key that can be guessed is none.
_SHORTEST_KEY_BYTES = 16

#: Random digits in a UID, so many that no two originals meet.
_UID_BYTES = 16

_PROFILE = Code("113100", "DCM", "Basic Application Confidentiality Profile")

#: Of a series and of a machine, what the profile leaves.
_KEPT_OF_SERIES = ("BodyPartExamined", "Laterality", "PatientPosition", *LOSSY_KEYWORDS)
_KEPT_OF_MACHINE = ("Manufacturer", "ManufacturerModelName", "SoftwareVersions", "SyntheticData")

#: Of an image, its kind, size and place.
_KEPT_OF_IMAGE = (
    "SOPClassUID",
    "Modality",
    "ImageType",
    "SeriesNumber",
    "InstanceNumber",
    "Rows",
    "Columns",
    "NumberOfFrames",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "PixelSpacing",
    "SliceThickness",
    "ImageOrientationPatient",
    "ImagePositionPatient",
    "SharedFunctionalGroupsSequence",
    "PerFrameFunctionalGroupsSequence",
)

#: Fields that have to be there, empty.
_EMPTY = tuple(name for name in NEVER_MISSING if name not in ("PatientName", "PatientID"))


def read_key(path: str | Path) -> bytes:
    """The key of a cohort, from a file that stays with those who may know the patients.

    Raises:
        InputError: there is no such file, or the key is short.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"There is no file {path} with a key: write one of random characters.")
    check_is_file(path)
    key = path.read_bytes().strip()
    if len(key) < _SHORTEST_KEY_BYTES:
        raise InputError(
            f"The key in {path} has {len(key)} characters: {_SHORTEST_KEY_BYTES} are the fewest."
        )
    return key


def context_by(options: DicomOptions, folder: str) -> StudyContext:
    """The patient, study and slices of a series, without the patient where that was asked for.

    Raises:
        InputError: see ``context_of_series`` and ``read_key``.
    """
    context = context_of_series(folder)
    if options.anonymise is None:
        return context
    return anonymised(context, read_key(options.anonymise), options.uid_root)


def anonymised(context: StudyContext, key: bytes, uid_root: str = UUID_ROOT) -> StudyContext:
    """The same slices in a study that names nobody.

    Args:
        context: of a series.
        key: of the cohort.
        uid_root: what replaced UIDs begin with.
    """

    def uid(original: str) -> UID:
        return pseudonym(original, key, uid_root)

    study = _nobodys_study(context.study, key)
    for keyword in ("StudyInstanceUID", "FrameOfReferenceUID"):
        setattr(study, keyword, uid(str(context.study[keyword].value)))
    return replace(
        context,
        study=study,
        series=copied(context.series, _KEPT_OF_SERIES),
        equipment=None
        if context.equipment is None
        else copied(context.equipment, _KEPT_OF_MACHINE),
        slices=tuple(replace(item, instance=uid(item.instance)) for item in context.slices),
        series_uid=uid(context.series_uid),
        headers=tuple(
            _nobodys_header(header, study, uid(header.SOPInstanceUID), uid(context.series_uid))
            for header in context.headers
        ),
    )


def pseudonym(original: str, key: bytes, uid_root: str = UUID_ROOT) -> UID:
    """The UID that stands for another one wherever the key is the same.

    Raises:
        InputError: see ``checked_root``.
    """
    digits = int.from_bytes(_digest(key, "uid", original)[:_UID_BYTES], "big")
    return UID(f"{checked_root(uid_root)}{digits}")


def _nobodys_study(study: Dataset, key: bytes) -> Dataset:
    digest = _digest(key, "patient", _who(study))
    found = Dataset()
    found.SpecificCharacterSet = "ISO_IR 192"
    found.PatientID = f"ANON-{digest.hex()[:16].upper()}"
    found.PatientName = f"Anonymous^{found.PatientID}"
    for keyword in _EMPTY:
        setattr(found, keyword, "")
    found.PatientIdentityRemoved = "YES"
    found.DeidentificationMethod = _PROFILE.meaning
    found.DeidentificationMethodCodeSequence = coded(_PROFILE)
    return found


def _who(study: Dataset) -> str:
    """What tells the patient from all others: the ID; without one, two must not become one."""
    issuer, own, name, born = (
        text(study, word)
        for word in ("IssuerOfPatientID", "PatientID", "PatientName", "PatientBirthDate")
    )
    if own:
        return f"{issuer}\\{own}"
    if name and born:
        _log.warning(
            "The patient has no ID: the pseudonym is made of name and date of birth, and is the "
            "same only where these are."
        )
        return f"name\\{name}\\{born}"
    _log.warning(
        "The patient has no ID: the pseudonym holds for this study, and another study of the same "
        "patient gets another one."
    )
    return f"study\\{text(study, 'StudyInstanceUID')}"


def _nobodys_header(header: Dataset, study: Dataset, instance: UID, series: UID) -> Dataset:
    """What is asked of a header: its place and kind, and the new study."""
    found = copied(header, (*_KEPT_OF_IMAGE, *_KEPT_OF_SERIES, *_KEPT_OF_MACHINE))
    found.update(study)
    found.SOPInstanceUID, found.SeriesInstanceUID = instance, series
    found.file_meta = getattr(header, "file_meta", FileMetaDataset())
    return found


def _digest(key: bytes, kind: str, original: str) -> bytes:
    return hmac.new(key, f"{kind}:{original}".encode(), hashlib.sha256).digest()
