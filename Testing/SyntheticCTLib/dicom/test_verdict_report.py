"""The answer of a comparison as a Structured Report."""

import pydicom
import pytest
from highdicom.sr import srread

from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.objects import save
from SyntheticCTLib.dicom.study_context import context_of_series, new_study
from SyntheticCTLib.dicom.verdict_report import verdict_report
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom


@pytest.fixture(scope="module")
def document():
    ct = make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0).ct
    return compare(ct, ct, sensitivity=False).document


@pytest.fixture
def series(tmp_path, document):
    ct = make_limb_phantom(size=(40, 40, 3), spacing=(4.0, 4.0, 8.0), noise=0).ct
    write_series(ct, tmp_path / "sct", new_study(ct.grid), modality="CT")
    return tmp_path / "sct"


def items(content, found=None):
    """Names of all items, and what they say."""
    found = {} if found is None else found
    for item in content:
        name = item.ConceptNameCodeSequence[0].CodeMeaning
        if item.ValueType == "CODE":
            found[name] = item.ConceptCodeSequence[0].CodeMeaning
        if item.ValueType == "TEXT":
            found[name] = item.TextValue
        if item.ValueType == "NUM":
            value = item.MeasuredValueSequence[0]
            unit = value.MeasurementUnitsCodeSequence[0].CodeValue
            found[name] = (float(value.NumericValue), unit)
        items(item.get("ContentSequence", []), found)
    return found


def test_the_answer_its_figures_and_its_reason_are_in_it(tmp_path, document, series):
    save(verdict_report(document, context_of_series(str(series))), tmp_path / "sr.dcm")
    found = items(srread(tmp_path / "sr.dcm").ContentSequence)
    answer = found["Enough of the bone surface within the tolerance"]
    assert answer.lower() == document.verdict.answer
    assert found["Tolerance"] == (document.verdict.tolerance_mm, "mm")
    share = found["Share of the surface within the tolerance"]
    assert share == (pytest.approx(100 * document.verdict.share), "%")
    assert document.verdict.reason in found["Comment"]
    assert "Not for clinical use" in found["Comment"]


def test_it_lies_in_the_study_and_names_the_series(tmp_path, document, series):
    context = context_of_series(str(series))
    report = verdict_report(document, context)
    assert report.StudyInstanceUID == context.study.StudyInstanceUID
    evidence = report.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0]
    assert evidence.SeriesInstanceUID == context.series_uid
    instances = {pydicom.dcmread(path).SOPInstanceUID for path in series.iterdir()}
    named = {item.ReferencedSOPInstanceUID for item in evidence.ReferencedSOPSequence}
    assert named == instances


def test_dciodvfy_and_dcentvfy_find_no_error(tmp_path, document, series, dciodvfy, dcentvfy):
    save(verdict_report(document, context_of_series(str(series))), tmp_path / "sr.dcm")
    assert dciodvfy(tmp_path / "sr.dcm") == []
    assert dcentvfy(tmp_path / "sr.dcm", *series.iterdir()) == []
