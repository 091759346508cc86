"""An image that was written or resampled again is known, and another scan is another."""

import numpy as np
import pytest

from SyntheticCTLib.image.likeness import is_one_image
from SyntheticCTLib.image.resampling import onto_grid, to_spacing
from SyntheticCTLib.image.volume import Volume


@pytest.fixture(scope="module")
def sct():
    """Smooth, as networks predict: a limb with a bone, mm-wide edges and slow changes."""
    k, j, i = np.meshgrid(np.arange(20), np.arange(48), np.arange(48), indexing="ij")
    radius = np.hypot(j - 24, i - 24)
    tissue = 55 + 15 * np.sin(i / 7.0) + 10 * np.cos(k / 3.0)
    bone = 900 / (1 + np.exp(2.0 * (radius - 5)))
    inside = 1 / (1 + np.exp(2.0 * (radius - 20)))
    return Volume((inside * (tissue + bone + 1000) - 1000).astype(np.float32), spacing=(2, 2, 4))


@pytest.mark.parametrize(
    "written",
    [
        lambda array: array,
        np.round,
        np.floor,
        lambda array: np.clip(array, -1000, 700),
        lambda array: np.round(array / 2) * 2,
    ],
    ids=["as it is", "rounded", "cut off", "clipped", "in steps of 2 HU"],
)
def test_what_was_written_again_is_one_image(sct, written):
    assert is_one_image(sct.array, written(sct.array).astype(np.int16))


def test_what_was_resampled_and_back_is_one_image(sct):
    finer = to_spacing(sct, (1.66, 1.66, 3.3), order=1, outside=-1000)
    back = onto_grid(finer, sct, interpolation="linear", outside=-1000)
    assert is_one_image(sct.array, back.array)


def test_another_scan_of_the_same_is_another_image(sct):
    noise = np.random.default_rng(0).normal(0, 15, sct.array.shape)
    assert not is_one_image(sct.array, sct.array + noise)


def test_where_there_is_only_air_each_voxel_decides():
    air = np.full((3, 4, 4), -1000.0)
    assert is_one_image(air, air)
    assert not is_one_image(air, air + 1)
