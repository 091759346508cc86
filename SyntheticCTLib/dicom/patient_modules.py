"""Which fields of a header say whose the images are; all objects of a study have the same."""

from __future__ import annotations

from collections.abc import Iterable

from pydicom.dataset import Dataset

from SyntheticCTLib.dicom.body_parts import UNPAIRED
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import is_uid, without_pydicom_warnings

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

    Args:
        header: of an image of the study.
        name: of its series, for messages.

    Raises:
        InputError: it names no study or no frame of reference.
    """
    study = copied(header, (*STUDY_KEYWORDS, *FRAME_KEYWORDS))
    for keyword in ("StudyInstanceUID", "FrameOfReferenceUID"):
        if not is_uid(str(study.get(keyword) or "")):
            raise InputError(
                f"{name} has no {keyword} that can be taken over: leave --like out to write a new "
                "study, or give a series that has one."
            )
    for keyword in NEVER_MISSING:
        if keyword not in study:
            setattr(study, keyword, "")
    return study


def complete_laterality(dataset: Dataset) -> None:
    """Say that the side is not known, where the part of the body has one or is not known itself."""
    if "Laterality" not in dataset and dataset.get("BodyPartExamined") not in UNPAIRED:
        dataset.Laterality = ""
