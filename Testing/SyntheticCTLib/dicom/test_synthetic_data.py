"""What is made of a synthetic image says so, whatever kind of object it becomes."""

import json
from dataclasses import replace

import pydicom
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.comparison.folder import DOCUMENT, read_document
from SyntheticCTLib.dicom.anonymous import anonymised
from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.study_context import context_of_series, new_study
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.report.folder import write_comparison
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface.files.record import SurfaceRecord, record_beside
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.synthesis.record import ModelUsed, SynthesisRecord


def run(*arguments):
    assert main([str(argument) for argument in arguments]) == 0


def said(path):
    """SyntheticData of each object of a file or folder."""
    paths = path.iterdir() if path.is_dir() else [path]
    return {pydicom.dcmread(one).get("SyntheticData") for one in paths}


def test_all_that_is_made_of_a_synthetic_series_is_synthetic(
    tmp_path, make_series, all_objects, dciodvfy
):
    make_series(tmp_path / "sct", SyntheticData="YES", Laterality="L")
    for path in all_objects(tmp_path / "sct"):
        assert said(path) == {"YES"}, path
        assert dciodvfy(path) == []
    assert anonymised(context_of_series(str(tmp_path / "sct")), b"0123456789abcdef").is_synthetic


def test_what_is_made_of_a_scan_does_not_say_so(tmp_path, make_series, all_objects):
    make_series(tmp_path / "mr")
    assert {frozenset(said(path)) for path in all_objects(tmp_path / "mr")} == {frozenset({None})}


def test_a_registration_of_a_synthetic_series_onto_a_scan_is_synthetic(
    tmp_path, make_series, rigid
):
    make_series(tmp_path / "mr")
    make_series(tmp_path / "sct", SyntheticData="YES")
    call = ("dicom", rigid, "-o", tmp_path / "reg.dcm", "--like", tmp_path / "mr")
    run(*call, "--moving", tmp_path / "sct")
    assert said(tmp_path / "reg.dcm") == {"YES"}


@pytest.fixture
def scan(tmp_path):
    """The folder of a CT series that a scanner made, and its volume."""
    ct = make_limb_phantom(size=(40, 40, 10), spacing=(4.0, 4.0, 8.0), noise=0).ct
    write_series(ct, tmp_path / "scan", new_study(ct.grid), modality="CT")
    return tmp_path / "scan", ct


def test_labels_of_a_synthetic_image_on_the_slices_of_a_scan(tmp_path, scan):
    source, ct = scan
    write_series(ct, tmp_path / "sct", new_study(ct.grid), modality="CT")
    for path in (tmp_path / "sct").iterdir():
        image = pydicom.dcmread(path)
        image.SyntheticData = "YES"
        image.save_as(path)
    for name, expected in (("sct", "YES"), ("scan", None)):
        run("segment", tmp_path / name, "-o", tmp_path / f"{name}.nrrd")
        for kind in ("seg", "rtstruct"):
            output = tmp_path / f"{name}_{kind}.dcm"
            run("dicom", tmp_path / f"{name}.nrrd", "-o", output, "--like", source, "--as", kind)
            assert said(output) == {expected}


@pytest.mark.parametrize("kind", ["stl", "surface"])
def test_a_surface_of_a_synthetic_image_in_the_study_of_a_scan(tmp_path, scan, stl, kind):
    made = SurfaceRecord(
        bones=[],
        settings=SurfaceSettings(),
        largest_deviation_by_smoothing_mm=0.0,
        triangles=1,
        model=ModelUsed("tiny"),
    )
    for model, expected in ((made.model, "YES"), (None, None)):
        record_beside(stl).write_text(json.dumps(replace(made, model=model).to_dict()))
        output = tmp_path / f"{expected}.dcm"
        run("dicom", stl, "-o", output, "--like", scan[0], "--as", kind)
        assert said(output) == {expected}


def test_the_answer_about_a_synthetic_image_in_the_study_of_a_scan(tmp_path, scan):
    source, ct = scan
    folder = tmp_path / "comparison"
    made = SynthesisRecord(model=ModelUsed("tiny"))
    write_comparison(compare(ct, ct, sensitivity=False, provenance=made), folder)
    for provenance, expected in ((made, "YES"), (None, None)):
        write_json(replace(read_document(folder), provenance=provenance), folder / DOCUMENT)
        for kind in ("verdict", "pdf"):
            output = tmp_path / f"{expected}_{kind}.dcm"
            run("dicom", folder, "-o", output, "--like", source, "--as", kind)
            assert said(output) == {expected}
