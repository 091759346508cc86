import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.preprocessing.intensity import denormalise_hu, normalise_hu, zscore_in_mask

MR = np.random.default_rng(0).uniform(1, 1000, (6, 7, 8)).astype(np.float32)
MASK = np.zeros(MR.shape, bool)
MASK[1:5, 1:6, 1:7] = True


def test_the_body_has_mean_0_and_sd_1():
    z = zscore_in_mask(MR, MASK)
    assert z.dtype == np.float32
    assert abs(z[MASK].mean()) < 1e-5
    assert abs(z[MASK].std() - 1) < 1e-5


def test_outside_the_body_stands_the_zscore_of_no_signal():
    z = zscore_in_mask(MR, MASK)
    inside = MR[MASK].astype(float)
    np.testing.assert_allclose(z[~MASK], -inside.mean() / inside.std(), rtol=1e-6)


def test_the_zscore_does_not_depend_on_the_units():
    np.testing.assert_allclose(
        zscore_in_mask(MR * 37, MASK), zscore_in_mask(MR, MASK), rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize(
    ("mr", "mask", "words"),
    [
        (MR, np.zeros_like(MASK), "empty"),
        (MR, MASK[1:], "does not fit"),
        (np.full_like(MR, 7), MASK, "one value .7."),
    ],
)
def test_what_cannot_be_normalised_is_refused(mr, mask, words):
    with pytest.raises(InputError, match=words):
        zscore_in_mask(mr, mask)


def test_hu_survive_normalisation_and_back():
    hu = np.linspace(-1024, 3071, 500).astype(np.float32)
    back = denormalise_hu(normalise_hu(hu, -600, 420), -600, 420)
    np.testing.assert_allclose(back, hu, atol=1e-2)


def test_hu_outside_the_range_are_clipped_both_ways():
    assert normalise_hu(np.array([-3000.0, 9000.0]), 0, 1).tolist() == [-1024, 3071]
    assert denormalise_hu(np.array([-99.0, 99.0]), 0, 100).tolist() == [-1024, 3071]
    assert normalise_hu(np.array([2000.0]), 0, 1, clip=(-1000, 500)).tolist() == [500]


def test_a_standard_deviation_of_zero_is_refused():
    with pytest.raises(InputError, match="got 0 HU"):
        normalise_hu(MR, 0, 0)
