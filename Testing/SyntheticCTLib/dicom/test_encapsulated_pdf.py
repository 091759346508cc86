"""The report on paper, and as Encapsulated PDF in a study."""

import os
import re
import shutil
import struct
import subprocess
import zlib

import numpy as np
import pydicom
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.study_context import context_of_series, new_study
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.report.folder import write_comparison
from SyntheticCTLib.report.pdf.paper import Paper
from SyntheticCTLib.report.pdf.sheets import comparison_pdf
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    ct = make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0).ct
    place = tmp_path_factory.mktemp("compared") / "comparison"
    sct = ct.with_array(ct.array, warnings=["/mnt/Doe_Jo/7.dcm was left out: it is a localizer."])
    write_comparison(compare(sct, ct, sensitivity=False), place, title="Doe, Jo")
    return place


@pytest.fixture
def series(tmp_path):
    ct = make_limb_phantom(size=(40, 40, 3), spacing=(4.0, 4.0, 8.0), noise=0).ct
    write_series(ct, tmp_path / "sct", new_study(ct.grid), modality="CT")
    return tmp_path / "sct"


def said(content):
    """The text of each sheet, a line for each of its lines."""
    streams = re.findall(rb"(<<[^<]*)>>\nstream\n(.*?)\nendstream", content, re.DOTALL)
    sheets = [zlib.decompress(stream) for head, stream in streams if b"/Image" not in head]
    lines = [re.findall(rb"Td \((.*?)\) Tj ET", sheet) for sheet in sheets]
    return [re.sub(rb"\\(.)", rb"\1", b"\n".join(one)).decode("cp1252") for one in lines]


def capsule(path):
    found = pydicom.dcmread(path)
    return found, found.EncapsulatedDocument[: found.EncapsulatedDocumentLength]


@pytest.mark.parametrize("kind", ["another image", "a pipe", "too large"])
def test_a_sheet_carries_away_nothing_but_pictures(tmp_path, folder, kind):
    other = shutil.copytree(folder, tmp_path / "other")
    view = next(iter(sorted((other / "pictures").glob("sct_views_*.png"))))
    whole = len(comparison_pdf(other))
    content = view.read_bytes()
    view.unlink()
    if kind == "another image":
        write_volume(make_limb_phantom(size=(40, 40, 3), spacing=(4, 4, 8)).ct, tmp_path / "a.nii")
        view.symlink_to(tmp_path / "a.nii")
    elif kind == "a pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no pipes with names")
        os.mkfifo(view)
    else:
        view.write_bytes(content[:16] + struct.pack(">II", 70_000, 70_000) + content[24:])
    view.with_name("sct_views_2.png").unlink()
    without_two = len(comparison_pdf(other))
    view.unlink()
    assert len(comparison_pdf(other)) == without_two < whole


def test_the_answer_stands_in_the_study_on_paper(tmp_path, folder, series, dciodvfy, dcentvfy):
    output = tmp_path / "report.dcm"
    call = ["dicom", folder, "-o", output, "--like", series, "--as", "pdf", "--quiet"]
    assert main([str(one) for one in call]) == 0
    found, content = capsule(output)
    context = context_of_series(str(series))
    assert found.StudyInstanceUID == context.study.StudyInstanceUID
    assert (found.Modality, found.MIMETypeOfEncapsulatedDocument) == ("DOC", "application/pdf")
    assert found.BurnedInAnnotation == "NO"
    assert dciodvfy(output) == []
    assert dcentvfy(output, *series.iterdir()) == []
    text = "\n".join(said(content))
    for words in ("PASSED", "Not for clinical use", "tolerance", "2.0 mm", "MAE", "report: 1."):
        assert words in text
    assert "Doe" not in text


def test_a_pdf_file_goes_in_as_it_is_and_may_name_the_patient(tmp_path, series, capsys):
    (tmp_path / "page.pdf").write_bytes(paper("printed").content())
    call = ["dicom", tmp_path / "page.pdf", "-o", tmp_path / "page.dcm", "--like", series]
    assert main([str(one) for one in call]) == 0
    found, content = capsule(tmp_path / "page.dcm")
    assert content == (tmp_path / "page.pdf").read_bytes()
    assert found.BurnedInAnnotation == "YES"
    (tmp_path / "key").write_text("0123456789abcdef")
    call[3] = tmp_path / "other.dcm"
    assert main([str(one) for one in [*call, "--anonymise", tmp_path / "key"]]) == 2
    assert "Nobody can say whom" in capsys.readouterr().err


def test_what_is_no_pdf_is_refused(tmp_path, series, capsys):
    (tmp_path / "page.pdf").write_bytes(b"<html>")
    call = ["dicom", tmp_path / "page.pdf", "-o", tmp_path / "page.dcm", "--like", series]
    assert main([str(one) for one in call]) == 2
    assert "is no PDF file" in capsys.readouterr().err


def paper(*paragraphs):
    found = Paper("Title (of it)", "foot")
    for words in paragraphs:
        found.text(words)
    return found


def test_letters_beyond_the_font_are_written_by_their_nearest():
    words = "(5 \\ 3) mm³ \u2212 Müller, Łódź, \u2265 2, 骨"
    assert "(5 \\ 3) mm³ - Müller" in said(paper(words).content())[0]


def test_long_text_and_pictures_go_on_the_next_sheet(tmp_path):
    one = paper(*["word " * 60] * 60, "x" * 400)
    one.pictures("nine", [np.full((20, 30, 3), 200, np.uint8)] * 9, 150)
    sheets = said(one.content())
    assert len(sheets) > 3
    assert all("foot" in sheet for sheet in sheets)
    text = "".join(sheets)
    assert (text.count("word"), text.count("x")) == (3600, 400)
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (Debian's poppler-utils) is not installed.")
    (tmp_path / "long.pdf").write_bytes(one.content())
    call = ["pdftotext", "-layout", tmp_path / "long.pdf", "-"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.count("word") == 3600
