"""Which fields of a header say whose the images are; all objects of a study have the same."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable

from pydicom.dataset import Dataset
from pydicom.uid import UID

from SyntheticCTLib.dicom.body_parts import UNPAIRED
from SyntheticCTLib.dicom.options import UUID_ROOT
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import is_uid, text, without_pydicom_warnings

_log = logging.getLogger(__name__)

#: Patient, Clinical Trial Subject, General Study, Patient Study and Clinical Trial Study modules
#: (DICOM PS3.3, C.7.1 and C.7.2), with the characters that their texts are written in.
STUDY_KEYWORDS = tuple(
    """
    SpecificCharacterSet TimezoneOffsetFromUTC
    PatientName PatientID IssuerOfPatientID TypeOfPatientID IssuerOfPatientIDQualifiersSequence
    OtherPatientIDsSequence PatientBirthDate PatientBirthTime PatientSex OtherPatientNames
    EthnicGroup PatientComments PatientSpeciesDescription PatientSpeciesCodeSequence
    PatientBreedDescription PatientBreedCodeSequence BreedRegistrationSequence ResponsiblePerson
    ResponsiblePersonRole ResponsibleOrganization PatientIdentityRemoved DeidentificationMethod
    DeidentificationMethodCodeSequence QualityControlSubject
    ClinicalTrialSponsorName ClinicalTrialProtocolID ClinicalTrialProtocolName ClinicalTrialSiteID
    ClinicalTrialSiteName ClinicalTrialSubjectID ClinicalTrialSubjectReadingID
    ClinicalTrialProtocolEthicsCommitteeName ClinicalTrialProtocolEthicsCommitteeApprovalNumber
    StudyInstanceUID StudyDate StudyTime ReferringPhysicianName StudyID AccessionNumber
    IssuerOfAccessionNumberSequence StudyDescription PhysiciansOfRecord
    NameOfPhysiciansReadingStudy RequestingService ReferencedStudySequence ProcedureCodeSequence
    ReasonForPerformedProcedureCodeSequence
    AdmittingDiagnosesDescription AdmittingDiagnosesCodeSequence PatientAge PatientSize
    PatientWeight PatientSizeCodeSequence Occupation AdditionalPatientHistory AdmissionID
    PregnancyStatus MedicalAlerts Allergies SmokingStatus LastMenstrualDate PatientSexNeutered
    ReasonForVisit ReasonForVisitCodeSequence
    ClinicalTrialTimePointID ClinicalTrialTimePointDescription
    """.split()  # noqa: SIM905 - read as a list of a hundred lines, nobody sees what belongs together
)

#: Frame of Reference module: in which the positions of the slices hold.
FRAME_KEYWORDS = ("FrameOfReferenceUID", "PositionReferenceIndicator")

#: Of the series, what holds for any image of the same slices.
SERIES_KEYWORDS = ("BodyPartExamined", "Laterality", "PatientPosition", "ProtocolName")

#: Once thrown away by a lossy compression, detail is not in what is made from the image either.
LOSSY_KEYWORDS = (
    "LossyImageCompression",
    "LossyImageCompressionRatio",
    "LossyImageCompressionMethod",
)

#: What every object of a study has, empty if it must.
NEVER_MISSING = (
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
    "StudyTime",
    "ReferringPhysicianName",
    "StudyID",
    "AccessionNumber",
    "PositionReferenceIndicator",
)


def copied(source: Dataset, keywords: Iterable[str]) -> Dataset:
    """The fields of these names, without those that are missing or cannot be read."""
    found = Dataset()
    for keyword in keywords:
        try:
            with without_pydicom_warnings():
                if keyword in source:
                    found[keyword] = source[keyword]
        except Exception:  # pydicom's converters raise what they come upon
            continue
    return found


def study_of(header: Dataset, name: str) -> Dataset:
    """Patient, study and frame of reference of a header.

    Raises:
        InputError: it names no study.
    """
    study = copied(header, (*STUDY_KEYWORDS, *FRAME_KEYWORDS))
    if not is_uid(text(study, "StudyInstanceUID")):
        raise InputError(
            f"{name} has no StudyInstanceUID: nothing can be put into its study. Write a file, "
            "such as .nrrd; `synthetic-ct dicom` without --like makes a new study of that."
        )
    if not is_uid(text(study, "FrameOfReferenceUID")):
        study.FrameOfReferenceUID = _own_frame(header)
        _log.warning(
            "%s has no FrameOfReferenceUID: what is written gets one that is made of the series' "
            "own UID, the same each time.",
            name,
        )
    for keyword in NEVER_MISSING:
        if keyword not in study:
            setattr(study, keyword, "")
    return study


def _own_frame(header: Dataset) -> UID:
    """A frame of reference for a series without one: objects of the same slices share it."""
    named = "\\".join(text(header, word) for word in ("StudyInstanceUID", "SeriesInstanceUID"))
    digest = hashlib.sha256(f"frame of reference:{named}".encode()).digest()
    return UID(f"{UUID_ROOT}{int.from_bytes(digest[:16], 'big')}")


def complete_laterality(dataset: Dataset) -> None:
    """Say that the side is not known, where the part of the body has one or is not known itself."""
    if "Laterality" not in dataset and dataset.get("BodyPartExamined") not in UNPAIRED:
        dataset.Laterality = ""
