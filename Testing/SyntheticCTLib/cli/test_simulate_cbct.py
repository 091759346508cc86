"""``synthetic-ct simulate-cbct``."""

import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume


@pytest.fixture
def ct(tmp_path):
    across = (np.arange(30) - 14.5) * 8
    array = np.full((6, 30, 30), -1000, np.int16)
    array[:, np.hypot(across[:, None], across[None, :]) < 90] = 40
    path = tmp_path / "ct.nii.gz"
    write_volume(Volume(array, (5.0, 6.0, 7.0), (8.0, 8.0, 10.0), metadata={}), path)
    return path


@pytest.fixture
def quick(tmp_path):
    path = tmp_path / "quick.json"
    path.write_text('{"views": 30, "pixel_mm": 12.0}', encoding="utf-8")
    return path


def command(ct, output, *more):
    return ["simulate-cbct", str(ct), "-o", str(output), *map(str, more)]


def test_writes_a_cbct_on_the_grid_with_its_parameters(ct, quick, tmp_path, capsys):
    output, field = tmp_path / "cbct.nii.gz", tmp_path / "field.nii.gz"
    options = ("--seed", 3, "--parameters", quick, "--field-of-view", field, "--json")
    assert main(command(ct, output, *options)) == 0
    result = json.loads(capsys.readouterr().out)
    record = json.loads((tmp_path / "cbct.json").read_text(encoding="utf-8"))
    assert record["parameters"] == result["parameters"]
    assert record["parameters"]["views"] == 30
    assert record["engine"] == result["engine"] == "torch"
    assert record["parameters"]["scatter"] > 0  # drawn
    assert read_volume(output).grid.apart(read_volume(ct).grid) <= 1e-3
    assert set(np.unique(read_volume(field).array)) <= {0, 1}


def test_a_record_repeats_its_scan(ct, quick, tmp_path):
    first, again = tmp_path / "first.nii.gz", tmp_path / "again.nii.gz"
    assert main(command(ct, first, "--seed", 5, "--parameters", quick, "--quiet")) == 0
    assert main(command(ct, again, "--parameters", tmp_path / "first.json", "--quiet")) == 0
    np.testing.assert_array_equal(read_volume(first).array, read_volume(again).array)


def test_a_scan_is_repeated_by_the_engine_of_its_record(ct, quick, tmp_path, capsys):
    first, again = tmp_path / "first.nii.gz", tmp_path / "again.nii.gz"
    assert main(command(ct, first, "--parameters", quick, "--quiet")) == 0
    record = tmp_path / "first.json"
    other = {**json.loads(record.read_text(encoding="utf-8")), "engine": "another"}
    record.write_text(json.dumps(other), encoding="utf-8")
    assert main(command(ct, again, "--parameters", record, "--quiet")) == 2
    assert "The engine 'another' is unknown" in capsys.readouterr().err
    assert not again.exists()
    asked = ("--parameters", record, "--engine", "torch", "--quiet")
    assert main(command(ct, again, *asked)) == 0
    np.testing.assert_array_equal(read_volume(first).array, read_volume(again).array)


def test_without_a_seed_parameters_change_a_scan_without_artefacts(ct, quick, tmp_path):
    assert main(command(ct, tmp_path / "cbct.nii.gz", "--parameters", quick, "--quiet")) == 0
    record = json.loads((tmp_path / "cbct.json").read_text(encoding="utf-8"))
    assert record["parameters"]["scatter"] == 0
    assert record["parameters"]["grey_scale"] == 1


def test_an_unknown_parameter_is_refused(ct, tmp_path, capsys):
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"view": 30}', encoding="utf-8")
    assert main(command(ct, tmp_path / "cbct.nii.gz", "--parameters", wrong)) == 2
    assert "Unknown parameters of a cone-beam scan: view" in capsys.readouterr().err
    assert not (tmp_path / "cbct.nii.gz").exists()
