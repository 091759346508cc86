"""What a site commissioned is told from what it did not: other weights, grids, brightness."""

from dataclasses import replace

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.guards.commissioned import ActionLevel, Commissioned, drift, read_commissioned
from SyntheticCTLib.guards.inspection import training_statistics
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.kinds import MR


def image(seed=0, spacing=(4.0, 4.0, 8.0)):
    """A ball of tissue with brightness that varies a little from one to the next."""
    k, j, i = np.indices((16, 32, 32)) - np.array([7.5, 15.5, 15.5]).reshape(3, 1, 1, 1)
    ball = (i / 12) ** 2 + (j / 12) ** 2 + (k / 7) ** 2 <= 1
    noise = np.random.default_rng(seed).normal(0, 20 + seed, ball.shape)
    array = np.where(ball, 500 + 5 * i + noise, 0).astype(np.int16)
    return Volume(array, (0.0, 0.0, 0.0), spacing)


@pytest.fixture(scope="module")
def known():
    return Commissioned(
        created="2026-03-01T10:00:00+00:00",
        study="/study",
        model="tiny",
        version="1",
        sha256="ab" * 32,
        patients=("a", "b"),
        groups={"site": ["north"]},
        tolerance_mm=2.0,
        expected_share=0.9,
        lowest_share=0.8,
        between=0.83,
        offset=None,
        levels=(ActionLevel("mae_hu", 60.0, "above", 0.83),),
        statistics=training_statistics((image(seed) for seed in range(6)), MR),
    )


def reasons(volume, known, sha256="ab" * 32):
    return [warning.sentence for warning in drift(volume, MR, sha256, known)]


def test_what_was_commissioned_does_not_drift(known):
    assert reasons(image(3), known) == []


def test_other_weights_grids_and_brightness_are_named(known):
    (said,) = reasons(image(3), known, sha256="cd" * 32)
    assert said.startswith("Not as commissioned on 2026-03-01: the weights are cdcdcdcdcdcd")
    said = " ".join(reasons(image(3, spacing=(2.0, 2.0, 8.0)), known))
    assert "voxel spacing is 2 x 2 x 8 mm, commissioned were 4 x 4 x 8" in said.replace(
        "\u00d7", "x"
    )
    assert "litres of a body" in said
    turned = image(3)
    other = replace(turned, array=np.where(turned.array > 0, 40 + turned.array**2 // 900, 0))
    assert "brightness in the body lies" in " ".join(reasons(other, known))


def test_the_record_is_read_as_it_was_written(known, tmp_path):
    write_json(known, tmp_path / "commission.json")
    assert read_commissioned(tmp_path / "commission.json") == known
    with pytest.raises(InputError, match=r"give the commission\.json"):
        read_commissioned(tmp_path / "no.json")
