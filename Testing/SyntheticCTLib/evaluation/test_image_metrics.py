"""MAE, PSNR and their kin against figures that the challenges' published code gave."""

import math

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.image_metrics import (
    SYNTHRAD2023_RANGE,
    mean_absolute_error,
    mean_error,
    mean_squared_error,
    peak_signal_to_noise_ratio,
    pearson_correlation,
)

#: The published figures have twelve digits.
RELATIVE = 1e-12


@pytest.mark.parametrize(
    ("case", "mae", "psnr"),
    [
        ("ten_more", 10, 20 * math.log10(409.5)),
        ("noisy", 39.8928791748, 38.2713665345),
        ("shifted", 30.7153104556, 27.3488022253),
        ("bright_bone", 182.660392517, 19.1422255978),
    ],
)
def test_mae_and_psnr_equal_the_challenge(challenge_phantom, case, mae, psnr):
    phantom = challenge_phantom
    images = getattr(phantom, case), phantom.ct, phantom.mask
    # Half a unit of the last printed digit is the most that rounding the printed figure may add.
    assert mean_absolute_error(*images).value == pytest.approx(mae, rel=2 * RELATIVE)
    assert peak_signal_to_noise_ratio(*images).value == pytest.approx(psnr, rel=2 * RELATIVE)


@pytest.mark.parametrize(
    ("case", "psnr"), [("ten_more", 20 * math.log10(402.4)), ("noisy", 38.1194478535)]
)
def test_psnr_of_the_narrower_range_equals_the_challenge_of_2023(challenge_phantom, case, psnr):
    phantom = challenge_phantom
    figure = peak_signal_to_noise_ratio(
        getattr(phantom, case), phantom.ct, phantom.mask, dynamic_range=SYNTHRAD2023_RANGE
    )
    assert figure.value == pytest.approx(psnr, rel=2 * RELATIVE)


def test_identical_images_have_no_error_and_infinite_psnr():
    ct = np.arange(27.0).reshape(3, 3, 3)
    assert mean_absolute_error(ct, ct).value == 0
    assert mean_squared_error(ct, ct).value == 0
    psnr = peak_signal_to_noise_ratio(ct, ct)
    assert psnr.value == math.inf
    assert psnr.to_dict()["value"] is None
    assert "no voxel differs" in psnr.to_dict()["note"]
    assert pearson_correlation(ct, ct).value == pytest.approx(1)


def test_mean_error_is_positive_where_the_sct_is_brighter():
    ct = np.zeros((2, 2, 2), np.int16)
    sct = ct + np.int16(30)
    assert mean_error(sct, ct).value == 30
    assert mean_squared_error(sct, ct).value == 900


def test_int16_differences_do_not_overflow():
    ct = np.full((2, 2, 2), -32000, np.int16)
    assert mean_absolute_error(np.full_like(ct, 32000), ct).value == 64000


def test_pearson_equals_numpys():
    generator = np.random.default_rng(1)
    ct = generator.normal(0, 300, (5, 6, 7))
    sct = ct + generator.normal(0, 100, ct.shape)
    mask = generator.random(ct.shape) > 0.5
    expected = np.corrcoef(sct[mask], ct[mask])[0, 1]
    assert pearson_correlation(sct, ct, mask).value == pytest.approx(expected, rel=1e-12)


def test_pearson_of_a_constant_sct_is_undefined_with_a_reason():
    ct = np.arange(8.0).reshape(2, 2, 2)
    figure = pearson_correlation(np.full_like(ct, 40), ct)
    assert figure.value is None
    assert figure.note == "the sCT is constant (40 HU) in the mask"


@pytest.mark.parametrize(
    "metric",
    [
        mean_absolute_error,
        mean_error,
        mean_squared_error,
        peak_signal_to_noise_ratio,
        pearson_correlation,
    ],
)
def test_an_empty_mask_is_undefined_with_a_reason(metric):
    ct = np.zeros((2, 2, 2), np.int16)
    figure = metric(ct, ct, np.zeros(ct.shape, bool))
    assert figure.value is None
    assert figure.note == "the mask has no voxel"


def test_a_mask_of_numbers_counts_everything_above_zero():
    ct = np.zeros((1, 1, 3))
    sct = np.array([[[1.0, 2.0, 9.0]]])
    assert mean_absolute_error(sct, ct, np.array([[[1, 5, 0]]])).value == 1.5


def test_shapes_that_differ_are_refused():
    with pytest.raises(InputError, match="one shape"):
        mean_absolute_error(np.zeros((2, 2, 2)), np.zeros((2, 2, 2)), np.zeros((2, 2, 3)))
