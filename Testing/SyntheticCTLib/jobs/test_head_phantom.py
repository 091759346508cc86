"""The simulated head as files."""

import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import read_volume


def test_the_command_writes_mr_ct_and_bone_on_one_grid(tmp_path, capsys):
    arguments = ["head-phantom", str(tmp_path / "head"), "--spacing", "5", "--sequence", "PD"]

    assert main([*arguments, "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    mr, ct, bone = (read_volume(told["files"][name]) for name in ("mr", "ct", "bone"))
    assert mr.grid.same(ct.grid)
    assert mr.grid.same(bone.grid)
    assert told["sequence"] == "PD"
    assert np.median(ct.array[bone.array > 0]) > 300


def test_an_unknown_sequence_is_refused_before_work(tmp_path, capsys):
    assert main(["head-phantom", str(tmp_path / "head"), "--sequence", "T9"]) == 2

    assert "T9" in capsys.readouterr().err
    assert not (tmp_path / "head").exists()


@pytest.mark.parametrize("spacing", ["nan", "0", "-1", "1e300", "inf"])
def test_voxels_that_cannot_be_are_refused_before_work(tmp_path, capsys, spacing):
    assert main(["head-phantom", str(tmp_path / "head"), f"--spacing={spacing}"]) == 2

    assert "spacing must be from" in capsys.readouterr().err
    assert not (tmp_path / "head").exists()
