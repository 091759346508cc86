"""What is made of a synthetic image says so, whatever kind of object it becomes."""

import json
from dataclasses import replace

import pydicom
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.study_context import new_study
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


@pytest.mark.parametrize("anonymous", [False, True], ids=["named", "anonymous"])
def test_all_that_is_made_of_a_synthetic_series_is_synthetic(
    tmp_path, make_series, all_objects, dciodvfy, anonymous
):
    (tmp_path / "key").write_text("0123456789abcdef")
    more = ("--anonymise", tmp_path / "key") if anonymous else ()
    make_series(tmp_path / "sct", SyntheticData="YES", Laterality="L")
    for path in all_objects(tmp_path / "sct", "bone", *more):
        assert said(path) == {"YES"}, path
        assert dciodvfy(path) == []


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


@pytest.mark.parametrize("kind", ["seg", "rtstruct"])
def test_labels_of_a_synthetic_image_on_the_slices_of_a_scan(tmp_path, scan, kind):
    source, ct = scan
    write_series(ct, tmp_path / "sct", new_study(ct.grid), modality="CT")
    for path in (tmp_path / "sct").iterdir():
        image = pydicom.dcmread(path)
        image.SyntheticData = "YES"
        image.save_as(path)
    for name, expected in (("sct", "YES"), ("scan", None)):
        run("segment", tmp_path / name, "-o", tmp_path / f"{name}.nrrd")
        output = tmp_path / f"{name}.dcm"
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


@pytest.mark.parametrize("kind", ["verdict", "pdf"])
def test_the_answer_about_a_synthetic_image_in_the_study_of_a_scan(tmp_path, scan, kind):
    source, ct = scan
    record = SynthesisRecord(model=ModelUsed("tiny"))
    for provenance, expected in ((record, "YES"), (None, None)):
        folder = tmp_path / f"compared_{expected}"
        write_comparison(compare(ct, ct, sensitivity=False, provenance=provenance), folder)
        output = tmp_path / f"{expected}.dcm"
        run("dicom", folder, "-o", output, "--like", source, "--as", kind)
        assert said(output) == {expected}
