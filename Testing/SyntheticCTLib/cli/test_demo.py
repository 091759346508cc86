"""The demo: the whole way from an MR to figures and a picture, with a small untrained network."""

import json

import pytest

from SyntheticCTLib.cli import demo, main
from SyntheticCTLib.comparison.folder import read_document
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

PHANTOM_SPACING = (4.0, 4.0, 12.0)


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory, make_model_folder):
    folder = tmp_path_factory.mktemp("models") / "untrained"
    return make_model_folder(folder, spacing_mm=PHANTOM_SPACING, overlap=0.25)


@pytest.fixture
def small_phantom(monkeypatch):
    monkeypatch.setattr(demo, "PHANTOM_SIZE", (64, 64, 16))
    monkeypatch.setattr(demo, "PHANTOM_SPACING", PHANTOM_SPACING)


@pytest.fixture(scope="module")
def phantom(tmp_path_factory):
    """The images of a phantom, as a user would have them."""
    made = make_limb_phantom(size=(64, 64, 16), spacing=PHANTOM_SPACING)
    return made.write(tmp_path_factory.mktemp("phantom"))


def run_demo(*arguments, model_folder, output):
    options = ["-o", str(output), "--model", str(model_folder), "--device", "cpu", "--quiet"]
    return main(["demo", *map(str, arguments), *options])


@pytest.mark.usefixtures("small_phantom")
def test_without_an_input_a_phantom_is_made_and_compared(model_folder, tmp_path, capsys):
    assert run_demo(model_folder=model_folder, output=tmp_path) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names >= {"phantom", "sct.nii.gz", "index.html", "overview.png"}
    # Not beside the results: those of images of one's own may follow, and the phantom's stay.
    assert {path.name for path in (tmp_path / "phantom").iterdir()} >= {"mr.nii.gz", "ct.nii.gz"}
    assert names >= {"bone.stl", "bone.stl.json", "comparison", "sct.json"}
    told = capsys.readouterr().out
    assert "MAE" in told
    assert "PRINT" in told


def test_files_of_a_user_are_registered_and_compared(model_folder, phantom, tmp_path):
    mr, ct = phantom["mr"], phantom["ct"]
    output = tmp_path / "new" / "folder"
    assert run_demo(mr, ct, model_folder=model_folder, output=output) == 0
    assert read_volume(output / "sct.nii.gz").grid == read_volume(mr).grid
    found = read_document(output / "comparison")
    assert found.registration.kind == "rigid"
    assert found.evaluation.figures["mae"].value > 0
    assert found.provenance.model.id == "untrained"


def test_without_a_ct_there_are_no_figures(model_folder, phantom, tmp_path, capsys):
    assert (
        run_demo(phantom["mr"], "--json", model_folder=model_folder, output=tmp_path / "own") == 0
    )
    answer = json.loads(capsys.readouterr().out)
    assert answer["comparison"] is None
    names = {"sct.nii.gz", "sct.json", "bone.stl", "bone.stl.json", "index.html", "overview.png"}
    assert set(answer["files"]) == names
    page = (tmp_path / "own" / "index.html").read_text(encoding="utf-8")
    assert "Nobody has measured it" in page


def test_a_missing_file_is_refused_and_leaves_no_folder(model_folder, tmp_path, capsys):
    missing, output = tmp_path / "missing.nii.gz", tmp_path / "output"
    assert run_demo(missing, model_folder=model_folder, output=output) == 2
    assert "missing.nii.gz" in capsys.readouterr().err
    assert not output.exists()
