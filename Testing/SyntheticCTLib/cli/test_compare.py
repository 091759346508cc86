"""synthetic-ct compare and report."""

import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import EXIT_REFUSED
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume


@pytest.fixture
def files(tmp_path):
    """A CT of a rod of bone in a limb; an sCT whose rod is 1 mm to the left, with a record."""
    _, j, i = np.mgrid[:24, :48, :48]
    paths = {}
    for name, middle in (("ct", 23.0), ("sct", 24.0)):
        away = np.hypot(j - 23.5, i - middle)
        skin = np.hypot(j - 23.5, i - 23.5)
        hounsfield = np.where(skin < 20, 40, -1000) + np.clip(1200 - 150 * away, 0, 1000)
        volume = Volume(hounsfield.astype(np.int16), spacing=(1.0, 1.0, 2.0))
        paths[name] = tmp_path / f"{name}.nii.gz"
        write_volume(volume, paths[name])
    record = {"model": {"id": "a-model", "version": "2", "sha256": "00"}}
    (tmp_path / "sct.json").write_text(json.dumps(record), encoding="utf-8")
    return paths


def test_one_command_writes_everything_and_another_the_report_again(files, tmp_path, capsys):
    folder = tmp_path / "result"
    command = ["compare", str(files["sct"]), str(files["ct"]), "-o", str(folder), "--json"]
    assert main([*command, "--no-sensitivity", "--required", "90", "--quiet"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["surface"]["verdict"]["passed"]
    assert answer["provenance"]["model"]["id"] == "a-model"
    for name in ("report.html", "comparison.json", "difference.nii.gz", "bone_sct.vtp"):
        assert (folder / name).is_file()
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Passed: " in page
    (folder / "report.html").unlink()
    assert main(["report", str(folder), "--quiet"]) == 0
    assert (folder / "report.html").read_text(encoding="utf-8") == page


def test_a_tight_tolerance_is_not_passed(files, tmp_path, capsys):
    folder = tmp_path / "result"
    command = ["compare", str(files["sct"]), str(files["ct"]), "-o", str(folder), "--quiet"]
    assert main([*command, "--no-sensitivity", "--tolerance", "0.5"]) == 0
    assert "NOT PASSED" in capsys.readouterr().out


def test_a_bad_request_is_one_sentence_and_no_folder(files, tmp_path, capsys):
    folder = tmp_path / "result"
    command = ["compare", str(files["sct"]), str(files["ct"]), "-o", str(folder), "--quiet"]
    assert main([*command, "--registration", "nonsense"]) == EXIT_REFUSED
    assert "nonsense" in capsys.readouterr().err
    assert main([*command, "--record", str(files["ct"].with_name("sct.json"))[:-5]]) == EXIT_REFUSED
    assert not folder.exists()
