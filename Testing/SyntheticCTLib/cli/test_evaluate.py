"""``synthetic-ct evaluate`` on files."""

import json
from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.synthesis.record import ModelUsed, SynthesisRecord


@pytest.fixture
def files(tmp_path):
    array = np.random.default_rng(0).integers(-180, 1200, (12, 20, 20)).astype(np.int16)
    ct = Volume(array, spacing=(1.0, 1.0, 3.0))
    volumes = {
        "sct": ct.with_array(array + np.int16(10)),
        "ct": ct,
        "mask": ct.with_array(np.ones(array.shape, np.uint8)),
        "half": ct.with_array((np.indices(array.shape)[0] < 6).astype(np.int16)),
        "elsewhere": Volume(array, origin=(50.0, 0.0, 0.0), spacing=(1.0, 1.0, 3.0)),
    }
    for name, volume in volumes.items():
        write_volume(volume, tmp_path / f"{name}.nii.gz")
    return {name: str(tmp_path / f"{name}.nii.gz") for name in volumes}


def test_json_holds_every_figure_and_the_files(files, capsys):
    command = ["evaluate", files["sct"], files["ct"], "--mask", files["mask"], "--json", "--quiet"]
    assert main(command) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["figures"]["mae"] == {"name": "MAE", "value": 10.0, "unit": "HU", "note": ""}
    assert result["figures"]["psnr"]["value"] == pytest.approx(52.2450781219)
    assert result["region"]["voxels"] == 12 * 20 * 20
    assert result["files"]["mask"] == Path(files["mask"]).name


def test_a_source_image_limits_the_region_to_its_field_of_view(files, capsys):
    command = ["evaluate", files["sct"], files["ct"], "--mask", files["mask"]]
    assert main([*command, "--source", files["half"], "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["region"]["voxels"] == 6 * 20 * 20


@pytest.mark.parametrize("command", ["evaluate", "density"])
def test_a_source_of_a_kind_that_only_another_program_knows_is_looked_at(command, files, tmp_path):
    """The record beside the sCT may be of a model of another program."""
    record = SynthesisRecord(ModelUsed("theirs", input_modality="MRI T2w"))
    write_json(record, tmp_path / "sct.json")
    (tmp_path / "table.csv").write_text("HU,density\n-1000,0\n0,1\n3000,2.5\n", encoding="utf-8")
    more = ["--table", str(tmp_path / "table.csv"), "-o", str(tmp_path / "paths"), "--beams", "0"]
    words = [command, files["sct"], files["ct"], "--mask", files["mask"], "--quiet"]

    found = main([*words, "--source", files["half"], *(more if command == "density" else [])])

    assert found == 0


def test_the_page_for_people_has_figures_and_tissues(files, capsys):
    assert main(["evaluate", files["sct"], files["ct"], "--mask", files["mask"], "--quiet"]) == 0
    page = capsys.readouterr().out
    assert "Scored: the given mask; 4800 voxels, 14.4 ml." in page
    assert "MAE" in page
    assert "10.00" in page
    assert "cortical bone" in page
    assert "undefined" in page  # there is no air in the images


def test_another_grid_is_one_sentence_and_exit_code_2(files, capsys):
    assert main(["evaluate", files["sct"], files["elsewhere"], "--quiet"]) == 2
    error = capsys.readouterr().err
    assert "different grids" in error
    assert len(error.strip().splitlines()) == 1
