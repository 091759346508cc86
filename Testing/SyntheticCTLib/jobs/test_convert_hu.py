"""HU as another quantity: straight lines in the user's table, the same grid."""

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume


@pytest.fixture
def files(tmp_path):
    hu = np.full((6, 6, 6), -1000, np.int16)
    hu[2:4] = [[[0, 40, -100, 500, 1000, 1500]] * 6] * 2
    ct = Volume(hu, (3.0, -4.0, 5.0), (1.0, 1.5, 2.0), metadata={"modality": "CT"})
    write_volume(ct, tmp_path / "ct.nii.gz")
    (tmp_path / "speed.csv").write_text("HU,m/s\n-1000,343\n0,1500\n1000,2900\n")
    return tmp_path


def test_sound_speed_lies_on_the_lines_of_the_table(files):
    output = files / "speed.nii.gz"
    table = ["--table", str(files / "speed.csv"), "--quantity", "sound speed, m/s"]

    code = main(["convert-hu", str(files / "ct.nii.gz"), "-o", str(output), *table])

    speed = read_volume(output)
    assert code == 0
    assert speed.grid == read_volume(files / "ct.nii.gz").grid
    expected = [1500, 1556, 1384.3, 2200, 2900, 2900]
    assert speed.array[2, 0].tolist() == pytest.approx(expected, rel=1e-5)
    assert speed.array[0, 0, 0] == 343


def test_a_table_that_falls_back_is_refused_by_its_quantity(files, capsys):
    (files / "bad.csv").write_text("0,1500\n10,-1\n")
    arguments = [str(files / "ct.nii.gz"), "-o", str(files / "o.nii.gz")]

    code = main(
        ["convert-hu", *arguments, "--table", str(files / "bad.csv"), "--quantity", "speed"]
    )

    assert code == 2
    assert "is 10 HU and -1: a speed is a number from 0" in capsys.readouterr().err
