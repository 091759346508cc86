import json

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.registration.transforms import read_transform

SHIFT = (6.0, -4.0, 5.0)


@pytest.fixture
def pair(tmp_path):
    """A bone in soft tissue, and the same moved by ``SHIFT``."""
    k, j, i = np.mgrid[:20, :26, :28].astype(float)
    place = np.stack([(i - 14) * 4, (j - 13) * 4, (k - 10) * 5], axis=-1)
    for name, shift in (("fixed", (0.0, 0.0, 0.0)), ("moving", SHIFT)):
        x, y, z = np.moveaxis(place - shift, -1, 0)
        hu = np.full(x.shape, -1000.0)
        hu[(x / 44) ** 2 + (y / 36) ** 2 + (z / 60) ** 2 < 1] = 50
        hu[(x + 6) ** 2 + (y - 4) ** 2 < (10 + 8 * np.exp(-((z / 15) ** 2))) ** 2] = 1000
        hu += np.random.default_rng(0).normal(0, 10, hu.shape)
        write_volume(Volume(hu.astype(np.int16), spacing=(4.0, 4.0, 5.0)), tmp_path / f"{name}.mha")
    return str(tmp_path / "fixed.mha"), str(tmp_path / "moving.mha")


def test_the_transform_and_the_moved_image_are_written(pair, tmp_path, capsys):
    files = ["-o", str(tmp_path / "moved.mha"), "--transform", str(tmp_path / "found.tfm")]
    assert main(["register", *pair, *files, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["merit"]["nmi_after"] > record["merit"]["nmi_before"]
    centre = (56.0, 52.0, 50.0)
    found = read_transform(tmp_path / "found.tfm").TransformPoint(centre)
    assert np.subtract(found, centre) == pytest.approx(SHIFT, abs=1.5)
    fixed, moved = read_volume(pair[0]), read_volume(tmp_path / "moved.mha")
    assert moved.grid == fixed.grid
    inner = (slice(4, -4), slice(6, -6), slice(6, -6))
    assert np.abs(moved.array[inner] - fixed.array[inner]).mean() < 60


def test_figures_are_listed_for_people(pair, capsys):
    assert main(["register", *pair, "--steps", "--quiet"]) == 0
    assert "NMI" in capsys.readouterr().out


def test_an_unknown_step_is_refused(pair, capsys):
    assert main(["register", *pair, "--steps", "magic"]) == 2
    assert "'magic'" in capsys.readouterr().err
