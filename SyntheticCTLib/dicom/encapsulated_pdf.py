"""A report as Encapsulated PDF in a patient's study."""

from __future__ import annotations

from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes
from pydicom.uid import EncapsulatedPDFStorage

from SyntheticCTLib.dicom.new_object import new_object
from SyntheticCTLib.dicom.objects import coded, slice_reference
from SyntheticCTLib.dicom.options import UUID_ROOT
from SyntheticCTLib.dicom.patient_modules import FRAME_KEYWORDS
from SyntheticCTLib.dicom.statement import NOT_FOR_CLINICAL_USE
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.errors import InputError

_TITLE = "Bone surface accuracy"


def encapsulated_pdf(
    path: str | Path, context: StudyContext, *, uid_root: str = UUID_ROOT, nobody: bool = False
) -> Dataset:
    """A comparison's sheets, or a PDF file as it is, in a study.

    Args:
        path: a comparison's folder, or a PDF file, as a browser prints the report's page.
        context: of the series that it is about.
        uid_root: what new UIDs begin with.
        nobody: whether it has to name no patient.

    Raises:
        InputError: there is no series, no PDF, or nobody can say whom a PDF file names.
    """
    path = Path(path)
    if context.is_new:
        raise InputError("A report in DICOM belongs to a study: name a series of it with --like.")
    if nobody and not path.is_dir():
        raise InputError(
            f"Nobody can say whom {path} names: give the comparison's folder (--as pdf), whose "
            "sheets name no patient."
        )
    content = _content(path)
    dataset = new_object(context, EncapsulatedPDFStorage, "DOC", _TITLE, uid_root)
    for keyword in FRAME_KEYWORDS:  # paper has no place in the patient
        del dataset[keyword]
    dataset.ConversionType = "WSD"
    dataset.AcquisitionDateTime = ""
    # Of a file nobody can tell: then DICOM asks to take it for one that names the patient.
    dataset.BurnedInAnnotation = "NO" if path.is_dir() else "YES"
    dataset.DocumentTitle = f"{_TITLE} - {NOT_FOR_CLINICAL_USE}"
    dataset.ConceptNameCodeSequence = coded(codes.DCM.ImagingMeasurementReport)
    dataset.MIMETypeOfEncapsulatedDocument = "application/pdf"
    dataset.EncapsulatedDocumentLength = len(content)
    dataset.EncapsulatedDocument = content + b"\0" * (len(content) % 2)
    sources = {item.instance: slice_reference(item) for item in context.slices}
    dataset.SourceInstanceSequence = Sequence(sources.values())
    return dataset


def _content(path: Path) -> bytes:
    if path.is_dir():
        from SyntheticCTLib.report.pdf.sheets import comparison_pdf

        return comparison_pdf(path)
    content = path.read_bytes()
    if not content.startswith(b"%PDF-"):
        raise InputError(f"{path} is no PDF file.")
    return content
