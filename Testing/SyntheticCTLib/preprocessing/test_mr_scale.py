"""Synthetic MRs have one scale, whatever units the MR came in."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.mr_scale import network_scale, scaled_mr
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom


@pytest.fixture(scope="module")
def mr():
    return make_limb_phantom(size=(64, 64, 10), spacing=(2.0, 2.0, 4.0), seed=1).mr


def test_air_is_0_and_the_95th_percentile_of_the_body_1000(mr):
    scaled = scaled_mr(mr).array
    assert scaled[0, 0, 0] == 0
    assert np.percentile(scaled[scaled > 0], 95) == pytest.approx(1000, rel=0.02)


def test_the_units_of_the_mr_do_not_matter(mr):
    other = mr.with_array(mr.array.astype(np.float32) * 0.037)
    np.testing.assert_allclose(scaled_mr(other).array, scaled_mr(mr).array, atol=1)


def test_an_mr_without_signal_is_refused():
    with pytest.raises(InputError):
        scaled_mr(Volume(np.zeros((8, 16, 16), np.float32)))


def test_the_network_sees_the_whole_scale_from_minus_1_to_1():
    scale = network_scale()
    ends = [(value - scale["mean"]) / scale["sd"] for value in scale["clip"]]
    assert ends == [-1.0, 1.0]
    assert "1000 is the 95th percentile" in scale["unit"]
