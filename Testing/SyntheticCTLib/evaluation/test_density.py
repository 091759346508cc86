"""Density by a table, and its sums along rays, against bodies whose water is known."""

import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.density.calibration import DensityTable, read_density_table
from SyntheticCTLib.evaluation.density.water_path import beam, density_difference
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume

TABLE = DensityTable((-1000.0, 0.0, 1000.0), (0.0, 1.0, 1.5))
TURNED = (-1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 1.0)


def box(hu, direction=(1, 0, 0, 0, 1, 0, 0, 0, 1)):
    """60 mm left to right, 40 mm front to back, of some HU, in air."""
    array = np.full((10, 40, 40), -1000, np.int16)
    array[:, 10:30, 5:35] = hu
    return Volume(array, (0.0, 0.0, 0.0), (2.0, 2.0, 3.0), tuple(map(float, direction)))


@pytest.mark.parametrize("direction", [(1, 0, 0, 0, 1, 0, 0, 0, 1), TURNED])
@pytest.mark.parametrize(
    ("degrees", "length"), [(0.0, 40.0), (90.0, 60.0), (180.0, 40.0), (270.0, 60.0)]
)
def test_a_box_of_water_is_as_long_as_it_is(degrees, length, direction):
    ct, sct = box(0, direction), box(100, direction)
    inside = ct.array == 0
    found = beam(*density_difference(sct, ct, inside, TABLE), degrees).figures
    assert found.mean_path_mm == pytest.approx(length, rel=0.06)
    assert found.mean_relative == pytest.approx(0.05, rel=1e-3)
    assert found.mean_mm == pytest.approx(0.05 * found.mean_path_mm, rel=1e-3)


def test_the_middle_ray_of_a_slanted_beam_crosses_the_diagonal():
    ct, sct = box(0), box(1000)
    found = beam(*density_difference(sct, ct, ct.array == 0, TABLE), 45.0)
    assert found.figures.largest_mm == pytest.approx(0.5 * 40 * 2**0.5, rel=0.05)


def test_only_the_region_counts():
    ct, sct = box(0), box(100)
    nothing = np.zeros(ct.array.shape, bool)
    found = beam(*density_difference(sct, ct, nothing, TABLE), 0.0).figures
    assert (found.rays, found.mean_mm) == (0, None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "two are needed"),
        ("HU,density\n-1000,0\n", "two are needed"),
        ("0,1\n-1000,0\n", "must rise"),
        ("-1000,0\n0,-1\n", "is 0 HU and -1: a density is a number from 0"),
        ("-1000,0\n0,nan\n", "is 0 HU and nan"),
        ("".join(f"{n},1\n" for n in range(999)) + "5,1\n", "row; after 998 comes 5.$"),
        ("-1000,0\n0,water\n", "two numbers a row"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, text, words):
    (tmp_path / "table.csv").write_text(text)
    with pytest.raises(InputError, match=words):
        read_density_table(tmp_path / "table.csv")


def test_the_command_writes_maps_and_figures(tmp_path, capsys):
    (tmp_path / "table.csv").write_text("HU,density\n-1000,0\n0,1\n1000,1.5\n")
    ct, sct = box(0), box(50)
    for name, volume in (("ct", ct), ("sct", sct), ("mask", box(0))):
        array = volume.array if name != "mask" else (volume.array == 0).astype(np.uint8)
        write_volume(volume.with_array(array), tmp_path / f"{name}.nii.gz")
    out = tmp_path / "density"
    files = [str(tmp_path / name) for name in ("sct.nii.gz", "ct.nii.gz")]
    options = ["--table", str(tmp_path / "table.csv"), "--mask", str(tmp_path / "mask.nii.gz")]
    assert main(["density", *files, *options, "-o", str(out), "--beams", "0", "90"]) == 0
    assert "no dose engine" in capsys.readouterr().out
    names = {path.name for path in out.iterdir()}
    assert names == {
        *("beams.json", "density_difference.nii.gz"),
        *("water_path_0.nii.gz", "water_path_90.nii.gz"),
    }
    beams = json.loads((out / "beams.json").read_text())["beams"]
    assert [one["mean_relative"] for one in beams] == pytest.approx([0.025, 0.025], rel=1e-3)


def test_what_was_forced_stands_with_the_figures(tmp_path):
    (tmp_path / "table.csv").write_text("HU,density\n-1000,0\n0,1\n4000,3\n")
    for name, hu in (("sct", 50), ("ct", 0)):
        volume = box(hu)
        write_volume(volume.with_array(volume.array + 1024), tmp_path / f"{name}.nii.gz")
    write_volume(volume.with_array((volume.array == 0).astype(np.uint8)), tmp_path / "mask.nii.gz")
    files = [str(tmp_path / name) for name in ("sct.nii.gz", "ct.nii.gz")]
    options = ["--table", str(tmp_path / "table.csv"), "--mask", str(tmp_path / "mask.nii.gz")]
    out = tmp_path / "density"
    assert main(["density", *files, *options, "-o", str(out), "--beams", "0"]) == 2
    assert main(["density", *files, *options, "-o", str(out), "--beams", "0", "--force"]) == 0
    told = json.loads((out / "beams.json").read_text())["warnings"]
    assert [sentence.startswith("Forced: the ") for sentence in told] == [True, True]
