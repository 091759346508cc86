"""The command: image and record written, bad calls refused before the work."""

import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import GEOMETRY_KEY, Volume


@pytest.fixture
def model(tmp_path, make_model_folder):
    return make_model_folder(tmp_path / "tiny", spacing_mm=(2.0, 2.0, 3.0), overlap=0.25)


@pytest.fixture
def mr(tmp_path):
    """A bright ball in noise."""
    k, j, i = np.indices((20, 32, 32)) - np.array([10, 16, 16]).reshape(3, 1, 1, 1)
    body = (3 * k) ** 2 + (2 * j) ** 2 + (2 * i) ** 2 < 27**2
    noise = np.random.default_rng(0).normal(0, 5, body.shape)
    array = np.abs(np.where(body, 400, 0) + noise).astype(np.float32)
    path = tmp_path / "mr.nii.gz"
    write_volume(Volume(array, (3.0, -4.0, 5.0), (2.0, 2.0, 3.0)), path)
    return path


def run(*arguments):
    return main([*map(str, arguments), "--quiet"])


@pytest.mark.parametrize("suffix", [".nii.gz", ".nrrd", ".mha"])
def test_image_and_record_are_written_beside_each_other(tmp_path, model, mr, suffix):
    output = tmp_path / f"sct{suffix}"

    assert run("synthesize", mr, "-o", output, "--model", model, "--device", "cpu") == 0

    written = read_volume(output)
    assert written.grid.apart(read_volume(mr).grid) <= 1e-4
    assert written.array.dtype == np.int16
    assert written.array.min() == -1024
    record = json.loads((tmp_path / "sct.json").read_text())
    assert record["output"] == output.name
    assert record["model"]["id"] == "tiny"
    assert record["input"]["source"] == mr.name


def test_an_image_whose_kind_is_given_keeps_its_name_and_geometry(tmp_path, model, mr):
    output = tmp_path / "sct.nii.gz"
    said = ("--modality", "MR", "--device", "cpu", "--force")
    assert run("synthesize", mr, "-o", output, "--model", model, *said) == 0
    record = json.loads((tmp_path / "sct.json").read_text())
    assert (record["input"]["source"], record["input"]["modality"]) == (mr.name, "MR")
    geometry = [read_volume(path).metadata[GEOMETRY_KEY] for path in (output, mr)]
    assert geometry[0] == geometry[1]


def test_the_record_can_be_left_out(tmp_path, model, mr):
    output = tmp_path / "sct.nrrd"

    assert run("synthesize", mr, "-o", output, "--model", model, "--no-record") == 0

    assert not (tmp_path / "sct.json").exists()


def test_results_for_machines_are_the_record(tmp_path, model, mr, capsys):
    output = tmp_path / "sct.nrrd"

    code = run("synthesize", mr, "-o", output, "--model", model, "--json", "--overlap", "0.5")

    record = json.loads(capsys.readouterr().out)
    assert code == 0
    assert record["prediction"]["overlap"] == 0.5
    assert record["statement"].endswith("Not for clinical use.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "sct.jpg"], "unknown format"),
        (["-o", "nowhere/sct.nrrd"], "does not exist"),
        (["-o", "mr.nii.gz"], "is the input"),
        (["-o", "sct.nrrd", "--model", "gold"], "no model 'gold'"),
        (["-o", "sct.nrrd", "--device", "gpu"], "Unknown device 'gpu'"),
        (["-o", "sct.nrrd", "--overlap", "1"], "overlap must be from 0 to 0.9; got 1."),
    ],
)
def test_a_bad_call_is_one_sentence_and_writes_nothing(
    tmp_path, mr, monkeypatch, capsys, arguments, words
):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())

    assert run("synthesize", mr.name, *arguments) == 2

    assert words in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_a_bad_input_is_one_sentence_and_writes_nothing(tmp_path, model, capsys):
    write_volume(Volume(np.zeros((8, 8, 8), np.int16)), tmp_path / "empty.nrrd")
    output = tmp_path / "sct.nrrd"

    assert run("synthesize", tmp_path / "empty.nrrd", "-o", output, "--model", model) == 2

    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not output.exists()


def test_bounds_bone_and_what_they_are_lie_beside_the_image(tmp_path, mr, make_model_folder):
    model = make_model_folder(tmp_path / "doubting", spacing_mm=(2.0, 2.0, 3.0), doubts=True)
    output = tmp_path / "sct.nii.gz"

    assert run("synthesize", mr, "-o", output, "--model", model, "--bounds") == 0

    lower, upper, bone = (
        read_volume(tmp_path / f"sct_{what}.nii.gz").array
        for what in ("lower", "upper", "bone_probability")
    )
    made = read_volume(output).array
    assert (lower <= made).all()
    assert (made <= upper).all()
    assert 0 <= bone.min() <= bone.max() <= 1
    # Nobody calibrated it: neither an error nor an accuracy is to be expected.
    assert not (tmp_path / "sct_expected_error.nii.gz").exists()
    record = json.loads((tmp_path / "sct.json").read_text())
    assert record["expected"] is None


def test_bounds_of_a_model_that_gives_none_are_refused(tmp_path, model, mr, capsys):
    output = tmp_path / "sct.nii.gz"

    assert run("synthesize", mr, "-o", output, "--model", model, "--bounds") == 2

    assert "gives no bounds: leave out --bounds" in capsys.readouterr().err
    assert not output.exists()
