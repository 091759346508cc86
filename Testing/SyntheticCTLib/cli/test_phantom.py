"""``synthetic-ct phantom``."""

import json

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import read_volume

SMALL = ["--size", "12", "11", "5", "--spacing", "10", "10", "20"]


def test_writes_three_volumes_on_the_grid_that_was_asked_for(tmp_path, capsys):
    assert main(["phantom", str(tmp_path / "out"), *SMALL, "--seed", "4", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert sorted(result["files"]) == ["ct", "labels", "mr"]
    for path in result["files"].values():
        assert read_volume(path).size == (12, 11, 5)
    assert result["bone_volume_mm3"] > 0


def test_an_unknown_contrast_is_refused_without_files(tmp_path, capsys):
    assert main(["phantom", str(tmp_path / "out"), *SMALL, "--contrast", "CT"]) == 2
    assert "'CT'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
