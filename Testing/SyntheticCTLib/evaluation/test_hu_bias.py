"""The bias curve and the joint histogram."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.hu_bias import hu_bias, joint_histogram


def test_each_bin_has_the_mean_and_spread_of_its_errors():
    ct = np.array([0.0, 49, 50, 1000]).reshape(1, 2, 2)
    sct = ct + np.array([10.0, 20, -7, -300]).reshape(ct.shape)
    filled = [found for found in hu_bias(sct, ct) if found.voxels]
    assert [(found.from_hu, found.voxels, found.mean_error_hu) for found in filled] == [
        (0, 2, 15),
        (50, 1, -7),
        (1000, 1, -300),
    ]
    assert filled[0].sd_hu == pytest.approx(5)


def test_empty_bins_have_no_error():
    ct = np.zeros((2, 2, 2))
    empty = [found for found in hu_bias(ct, ct) if not found.voxels]
    assert empty
    assert all(found.mean_error_hu is None for found in empty)
    assert empty[0].to_dict()["sd_hu"] is None


def test_bins_cover_the_ct_range_and_the_ends_take_what_lies_beyond():
    ct = np.array([-5000.0, -1024, 3071, 9000]).reshape(1, 2, 2)
    curve = hu_bias(ct, ct)
    assert (curve[0].from_hu, curve[-1].below_hu) == (-1050, 3100)
    assert (curve[0].voxels, curve[-1].voxels) == (2, 2)


def test_joint_histogram_equals_numpys():
    generator = np.random.default_rng(2)
    ct = generator.uniform(-700, 2000, (6, 7, 8))
    sct = ct + generator.normal(0, 80, ct.shape)
    mask = generator.random(ct.shape) > 0.3
    found = joint_histogram(sct, ct, mask)
    expected = np.histogram2d(sct[mask], ct[mask], bins=[found.edges, found.edges])[0]
    assert np.array_equal(found.counts, expected)


def test_an_empty_mask_gives_empty_bins():
    ct = np.zeros((2, 2, 2))
    nothing = np.zeros(ct.shape, bool)
    assert sum(found.voxels for found in hu_bias(ct, ct, nothing)) == 0
    assert joint_histogram(ct, ct, nothing).counts.sum() == 0


def test_a_bin_width_of_zero_is_refused():
    with pytest.raises(InputError, match="positive; got 0"):
        hu_bias(np.zeros((1, 1, 1)), np.zeros((1, 1, 1)), bin_width=0)
