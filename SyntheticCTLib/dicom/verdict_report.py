"""The answer of a comparison as a Structured Report: a measurement report by DICOM's TID 1500."""

from __future__ import annotations

from typing import Any

from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.dicom.highdicom_library import (
    highdicom,
    in_study,
    new_series,
    plain_headers,
)
from SyntheticCTLib.dicom.options import UUID_ROOT
from SyntheticCTLib.dicom.patient_modules import FRAME_KEYWORDS
from SyntheticCTLib.dicom.statement import MANUFACTURER
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.dicom.uids import new_uid
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.versions import PROGRAM

#: Designator of codes that are only ours.
_PRIVATE = "99SYNTHETICCT"

_BONE = Code("272673000", "SCT", "Bone")

_QUESTION = Code("surface-answer", _PRIVATE, "Enough of the bone surface within the tolerance")

_ANSWERS = {
    "passed": Code("passed", _PRIVATE, "Passed"),
    "not passed": Code("not-passed", _PRIVATE, "Not passed"),
    "cannot tell": Code("cannot-tell", _PRIVATE, "Cannot tell"),
}


def verdict_report(
    document: ComparisonDocument, context: StudyContext, *, uid_root: str = UUID_ROOT
) -> Dataset:
    """The answer with its reason and figures, in a patient's study.

    Args:
        document: of the comparison.
        context: of the series that the answer is about: the synthetic CT's.
        uid_root: what new UIDs begin with.

    Raises:
        InputError: there is no series.
        ResourceError: highdicom is not installed.
    """
    if context.is_new:
        raise InputError("A report in DICOM belongs to a study: name a series of it with --like.")
    hd = highdicom()
    verdict = document.verdict
    device = hd.sr.DeviceObserverIdentifyingAttributes(
        uid=new_uid(uid_root),
        name=MANUFACTURER,
        manufacturer_name=MANUFACTURER,
        model_name=PROGRAM,
    )
    observer = hd.sr.ObserverContext(codes.DCM.Device, device)
    group = hd.sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.sr.TrackingIdentifier(new_uid(uid_root), "bone surface"),
        finding_type=_BONE,
        measurements=[_measurement(hd, *figure) for figure in _figures(document)],
        qualitative_evaluations=[hd.sr.QualitativeEvaluation(_QUESTION, _ANSWERS[verdict.answer])],
        source_images=[
            hd.sr.SourceImageForMeasurementGroup(
                item.storage, item.instance, None if item.frame is None else [item.frame]
            )
            for item in context.slices
        ],
    )
    said = " ".join([verdict.reason, *verdict.doubts[1:], document.statement])
    group[0].ContentSequence.append(
        hd.sr.TextContentItem(codes.DCM.Comment, said, hd.sr.RelationshipTypeValues.CONTAINS)
    )
    content = hd.sr.MeasurementReport(
        observation_context=hd.sr.ObservationContext(observer_device_context=observer),
        procedure_reported=codes.LN.CTUnspecifiedBodyRegion,
        imaging_measurements=[group],
        title=codes.DCM.ImagingMeasurementReport,
    )
    report: Dataset = hd.sr.ComprehensiveSR(
        evidence=plain_headers(context),
        content=content[0],
        **new_series(context, "Bone surface accuracy", uid_root),
        is_complete=True,
    )
    return in_study(report, context, without=FRAME_KEYWORDS)  # words have no place


def _figures(document: ComparisonDocument) -> list[tuple[str, str, float, Code]]:
    """Code, name, value and unit of each figure that was measured."""
    verdict, percent = document.verdict, codes.UCUM.Percent
    shares = {
        "share-within": ("Share of the surface within the tolerance", verdict.share),
        "lowest-share": ("Lowest share that is as well supported", verdict.lowest_share),
        "highest-share": ("Highest share that is as well supported", verdict.highest_share),
        "required-share": ("Share that is required", verdict.required_share),
    }
    found = [("tolerance", "Tolerance", verdict.tolerance_mm, codes.UCUM.Millimeter)]
    found += [
        (code, name, 100 * share, percent)
        for code, (name, share) in shares.items()
        if share is not None
    ]
    return found


def _measurement(hd: Any, code: str, name: str, value: float, unit: Code) -> Any:
    return hd.sr.Measurement(Code(code, _PRIVATE, name), round(value, 6), unit)
