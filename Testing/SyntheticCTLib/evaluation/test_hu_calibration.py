"""HU by tissue, before and after."""

import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.hu_calibration import hu_calibration
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume

HU = {"air": -1000, "fat": -100, "muscle": 50, "bone": 800}


def stripes():
    """Four tissues side by side, 8 voxels each."""
    array = np.repeat(np.array(list(HU.values()), np.int16), 8)
    return Volume(np.broadcast_to(array, (6, 20, 32)).copy())


def cbct():
    grey = stripes().array * 0.8 - 150
    grey[:, :3] = -3000  # not seen
    return stripes().with_array(grey.astype(np.int16))


def test_medians_and_errors_by_tissue_with_a_reference():
    sct = stripes().with_array(stripes().array + 10)
    found = hu_calibration(cbct(), sct, stripes())
    assert found.defined_by == "reference"
    for row in found.rows:
        true = HU[row.tissue]
        assert row.before == pytest.approx(0.8 * true - 150, abs=1)
        assert row.after == true + 10
        assert row.reference == true
        assert row.mae_before == pytest.approx(abs(0.2 * true + 150), abs=1)
        assert row.mae_after == 10


def test_without_a_reference_the_synthetic_ct_says_what_is_what():
    found = hu_calibration(cbct(), stripes())
    assert found.defined_by == "synthetic CT"
    assert [row.after for row in found.rows] == list(HU.values())
    assert all(row.mae_after is None for row in found.rows)


def test_what_was_not_seen_and_the_rims_between_tissues_do_not_count():
    inner = 6 * 17 * 6  # of 8 columns two lie within 2 mm of a neighbour on each inner side
    assert all(0 < row.voxels <= inner for row in hu_calibration(cbct(), stripes()).rows)


def test_a_tissue_that_is_not_there_has_no_numbers():
    water = stripes().with_array(np.zeros((6, 20, 32), np.int16))
    rows = {row.tissue: row for row in hu_calibration(water, water, force=True).rows}
    assert rows["bone"].voxels == 0
    assert rows["bone"].before is None
    assert rows["muscle"].after == 0


def test_another_grid_is_refused():
    other = Volume(stripes().array, spacing=(2.0, 2.0, 2.0))
    with pytest.raises(InputError, match="synthetic CT is not on the CBCT's grid"):
        hu_calibration(cbct(), other)


def test_from_the_command_line(tmp_path, capsys):
    paths = [str(tmp_path / f"{name}.nii.gz") for name in ("cbct", "sct")]
    write_volume(cbct(), paths[0])
    write_volume(stripes(), paths[1])
    assert main(["calibration", *paths, "--reference", paths[1], "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["tissue"] for row in rows] == list(HU)
    assert main(["calibration", *paths]) == 0
    assert "tissues by the synthetic CT" in capsys.readouterr().out
