"""Tilted and uneven series come to a grid of right angles: every value is where it was."""

import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.straightening import read_straightened
from SyntheticCTLib.files.volumes import read_volume
from Testing.SyntheticCTLib.files.dicom.written_series import (
    OBLIQUE,
    change_one,
    dataset,
    refused,
    write_slices,
)

ORIGIN, DOWN, RIGHT = np.array([-20.5, 31.25, 4.0]), 1.5, 0.75


def plane_at(points):
    """HU that rise evenly along an oblique line: straight lines between neighbours keep them."""
    return 40.0 + (points - ORIGIN) @ np.array([3.0, -5.0, 2.0])


def write_plane(folder, direction, heights, lean, shape=(24, 30)):
    """Slices of that image, each where its header says."""
    folder.mkdir()
    j, i = np.indices(shape)
    for k, height in enumerate(heights):
        place = ORIGIN + direction @ np.array([lean[0] * height, lean[1] * height, height])
        place = np.round(place, 6)
        along = i[..., None] * RIGHT * direction[:, 0] + j[..., None] * DOWN * direction[:, 1]
        image = dataset()
        image.Rows, image.Columns = shape
        image.PixelSpacing = [DOWN, RIGHT]
        image.ImageOrientationPatient = [round(c, 9) for c in direction[:, :2].T.ravel()]
        image.ImagePositionPatient = [float(c) for c in place]
        image.InstanceNumber = k + 1
        image.PixelData = np.rint(plane_at(place + along) + 1024).astype(np.uint16).tobytes()
        image.save_as(folder / f"{(k * 5) % 7}_{k}.dcm", enforce_file_format=True)


@pytest.mark.parametrize("direction", [np.eye(3), OBLIQUE], ids=["axial", "oblique"])
@pytest.mark.parametrize(
    ("heights", "lean", "words"),
    [
        (np.arange(9) * 2.5, (0.0, np.tan(np.radians(-12))), "stacked 12.0 degrees"),
        (np.arange(9) * 2.5, (0.3, 0.2), "stacked 19.8 degrees"),
        ([0, 2.5, 5, 8.2, 10.7, 13.2], (0.0, 0.0), "gaps of 2.50 to 3.20 mm"),
        ([0, 2.5, 5, 7.5, 12.5, 17.5, 22.5], (0.0, 0.2), "gaps of 2.50 to 5.00 mm"),
    ],
    ids=["tilted", "leaning both ways", "uneven", "tilted with thick slices above"],
)
def test_every_value_is_where_its_slice_had_it(tmp_path, direction, heights, lean, words):
    write_plane(tmp_path / "s", direction, heights, lean)
    refused(tmp_path / "s", "`synthetic-ct straighten`")

    found = read_straightened(tmp_path / "s")

    grid = found.grid
    k, j, i = np.nonzero(found.array > -1024)
    wanted = plane_at(grid.to_lps(np.column_stack([i, j, k])))
    assert np.abs(found.array[k, j, i] - wanted).max() <= 1.01  # pixels are whole numbers
    assert len(k) > 0.9 * 24 * 30 * heights[-1] / grid.spacing[2] * (0.9 if any(lean) else 1)
    assert grid.spacing[2] == pytest.approx(2.5)
    assert words in found.metadata["warnings"][-1]
    assert found.metadata["dicom:PatientID"] == "17"


def test_a_slice_beside_its_stack_comes_back_to_it(tmp_path):
    write_slices(tmp_path / "s", direction=np.eye(3))
    change_one(tmp_path / "s", ImagePositionPatient=[-20.5 + 0.75, 31.25, 9.0])
    refused(tmp_path / "s", "do not lie in one line", "`synthetic-ct straighten`")
    found = read_straightened(tmp_path / "s")
    assert found.size[0] == 11
    assert "slices that do not lie in one line" in found.metadata["warnings"][-1]


@pytest.mark.parametrize(
    ("heights", "words"),
    [
        ([0, 2.5, 5, 7.5, 10, 12.5], "is a grid of right angles and even steps already"),
        ([0, 2.5, 5, 20, 22.5, 25], "gap of 15.0 mm after its slice 3"),
        ([0, 0.1, 0.2, 0.3, 8, 16], "161 slices of 6"),
        ([0, 2.5, 2.5, 5, 7.5, 10], "at the same place"),
    ],
)
def test_what_cannot_or_need_not_be_mended_is_refused(tmp_path, heights, words):
    write_slices(tmp_path / "s", heights=heights)
    with pytest.raises(InputError, match=words):
        read_straightened(tmp_path / "s")


def test_slices_of_several_spacings_are_refused(tmp_path):
    write_slices(tmp_path / "s", lean=(0.0, 0.5))
    change_one(tmp_path / "s", PixelSpacing=[2.0, 2.0])
    with pytest.raises(InputError, match="different PixelSpacing"):
        read_straightened(tmp_path / "s")


def test_the_command_writes_it_and_says_what_was_done(tmp_path, capsys):
    write_plane(tmp_path / "s", np.eye(3), np.arange(9) * 2.5, (0.0, 0.2))
    output = tmp_path / "straight.nrrd"
    assert main(["straighten", str(tmp_path / "s"), "-o", str(output), "--json", "--quiet"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert "is not the scan itself" in said["warnings"][-1]
    assert read_volume(output).spacing[2] == pytest.approx(2.5)
