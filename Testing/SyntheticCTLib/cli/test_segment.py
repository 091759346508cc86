import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume


@pytest.fixture
def ct_file(tmp_path):
    _, j, i = np.mgrid[:8, :40, :40].astype(float)
    from_axis = np.hypot((i - 20) * 3, (j - 20) * 3)
    hu = np.full(from_axis.shape, -1000, np.int16)
    hu[from_axis < 50] = 50
    hu[from_axis < 15] = 1000
    write_volume(Volume(hu, spacing=(3.0, 3.0, 4.0)), tmp_path / "ct.nii.gz")
    return tmp_path / "ct.nii.gz"


def test_tissues_are_the_default(ct_file, tmp_path, capsys):
    assert main(["segment", str(ct_file), "-o", str(tmp_path / "labels.nrrd"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert set(result["volumes_ml"]) == {"soft tissue", "cortical bone"}
    table = json.loads((tmp_path / "labels.labels.json").read_text())
    values = {row["name"]: row["value"] for row in table["labels"]}
    assert read_volume(tmp_path / "labels.nrrd").array[4, 20, 20] == values["cortical bone"]


def test_volumes_are_listed(ct_file, tmp_path, capsys):
    assert main(["segment", str(ct_file), "-o", str(tmp_path / "labels.nrrd"), "--quiet"]) == 0
    assert "cortical bone" in capsys.readouterr().out


def test_bones_are_listed_with_their_places_to_be_named(ct_file, tmp_path, capsys):
    output = tmp_path / "bones.nrrd"
    assert main(["segment", str(ct_file), "-o", str(output), "--bones", "--quiet"]) == 0
    listed = capsys.readouterr().out.splitlines()[2:]
    assert listed[0].split("  ")[-1] == "middle, LPS mm"
    assert listed[2].split() == ["bone", "1", "19.9", "60.0,", "60.0,", "14.0"]
    named = ["--bones", "--names", "femur", "--quiet"]
    assert main(["segment", str(ct_file), "-o", str(output), *named]) == 0
    assert "femur" in capsys.readouterr().out


def test_structures_without_a_task_are_refused(ct_file, tmp_path, capsys):
    output = tmp_path / "labels.nrrd"
    assert main(["segment", str(ct_file), "-o", str(output), "--structures", "liver"]) == 2
    assert "--task" in capsys.readouterr().err
    assert not output.exists()


def test_a_task_without_totalsegmentator_says_how_to_get_it(ct_file, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SYNTHETICCT_TOTALSEGMENTATOR", str(tmp_path / "none"))
    assert main(["segment", str(ct_file), "-o", str(tmp_path / "l.nrrd"), "--task", "total"]) == 2
    assert "SYNTHETICCT_TOTALSEGMENTATOR" in capsys.readouterr().err


def test_points_of_slicer_name_the_bones_that_they_lie_in(ct_file, tmp_path, capsys):
    output = tmp_path / "bones.nrrd"
    command = ["segment", str(ct_file), "-o", str(output), "--quiet"]
    assert main([*command, "--bones"]) == 0
    found = json.loads((tmp_path / "bones.labels.json").read_text())["record"]["centres_mm"]
    x, y, z = next(iter(found.values()))
    (tmp_path / "points.fcsv").write_text(
        f"# CoordinateSystem = LPS\n1,{x},{y},{z},0,0,0,1,1,1,0,femur,,\n",
    )
    asked = ["--points", str(tmp_path / "points.fcsv")]
    assert main([*command, *asked]) == 2
    assert "--points belongs to --bones" in capsys.readouterr().err
    assert main([*command, *asked, "--bones"]) == 0
    assert "femur" in capsys.readouterr().out
