"""MS-SSIM and SSIM against figures that the challenges' published code gave, and against SciPy."""

import numpy as np
import pytest
from scipy import ndimage

from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.evaluation.image_metrics import SYNTHRAD2023_RANGE
from SyntheticCTLib.evaluation.local_statistics import local_statistics
from SyntheticCTLib.evaluation.ms_ssim import ms_ssim, ssim
from SyntheticCTLib.progress import CancelToken, Watch

TOLERANCE = 1e-12

#: Masked mean of ``skimage.metrics.structural_similarity`` (0.26, float64) for the noisy phantom.
SCIKIT_IMAGE = 0.9134813790812


def test_identical_images_give_exactly_one(challenge_phantom):
    phantom = challenge_phantom
    assert ms_ssim(phantom.ct, phantom.ct, phantom.mask).value == pytest.approx(1, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("case", "dynamic_range", "expected"),
    [
        ("ten_more", None, 0.999925201639),
        ("ten_more", SYNTHRAD2023_RANGE, 0.999925147317),
        ("noisy", None, 0.994348839575),
        ("shifted", None, 0.981880443759),
        ("bright_bone", None, 0.896308526462),
    ],
)
def test_ms_ssim_equals_the_challenge(challenge_phantom, case, dynamic_range, expected):
    phantom = challenge_phantom
    options = {} if dynamic_range is None else {"dynamic_range": dynamic_range}
    figure = ms_ssim(getattr(phantom, case), phantom.ct, phantom.mask, **options)
    assert figure.value == pytest.approx(expected, abs=TOLERANCE)


def test_ssim_equals_the_challenge_of_2023(challenge_phantom):
    """0.913481399988 came from scikit-image in float32; in float64 it gives SCIKIT_IMAGE."""
    phantom = challenge_phantom
    figure = ssim(phantom.noisy, phantom.ct, phantom.mask)
    assert figure.value == pytest.approx(SCIKIT_IMAGE, abs=TOLERANCE)
    assert figure.value == pytest.approx(0.913481399988, abs=3e-8)


def test_float_and_integer_images_agree_to_the_last_digits(challenge_phantom):
    phantom = challenge_phantom
    whole = ms_ssim(phantom.noisy, phantom.ct, phantom.mask).value
    real = ms_ssim(
        phantom.noisy.astype(np.float32), phantom.ct.astype(np.float64), phantom.mask
    ).value
    assert real == pytest.approx(whole, abs=1e-15)


def test_axis_order_does_not_matter(challenge_phantom):
    phantom = challenge_phantom
    forward = ms_ssim(phantom.noisy, phantom.ct, phantom.mask).value
    turned = ms_ssim(phantom.noisy.T, phantom.ct.T, phantom.mask.T).value
    assert turned == pytest.approx(forward, abs=TOLERANCE)


def test_local_statistics_equal_scipys_uniform_filter():
    generator = np.random.default_rng(3)
    x = generator.uniform(0, 4095, (21, 18, 25))
    y = x + generator.normal(0, 30, x.shape)
    mask = generator.random(x.shape) > 0.4
    inner = np.zeros_like(mask)
    inner[3:-3, 3:-3, 3:-3] = mask[3:-3, 3:-3, 3:-3]
    mean = {name: ndimage.uniform_filter(image, 7) for name, image in (("x", x), ("y", y))}
    covariance = (ndimage.uniform_filter(x * y, 7) - mean["x"] * mean["y"]) * 343 / 342
    found = list(local_statistics(x, y, mask))
    assert np.concatenate([part.mean_x for part in found]) == pytest.approx(
        mean["x"][inner], rel=TOLERANCE
    )
    assert np.concatenate([part.covariance for part in found]) == pytest.approx(
        covariance[inner], rel=1e-10
    )


def test_short_axes_are_padded_and_defined():
    ct = np.random.default_rng(5).integers(-200, 300, (20, 40, 50)).astype(np.int16)
    assert 0.9 < ms_ssim(ct + np.int16(5), ct).value < 1


def test_a_small_mask_in_the_corner_is_undefined_with_a_reason():
    ct = np.zeros((100, 100, 100), np.int16)
    mask = np.zeros(ct.shape, bool)
    mask[:8, :8, :8] = True
    figure = ms_ssim(ct, ct, mask)
    assert figure.value is None
    assert "too small: at scale 3 of 5" in figure.note


def test_an_empty_mask_is_undefined():
    ct = np.zeros((20, 20, 20), np.int16)
    assert ms_ssim(ct, ct, np.zeros(ct.shape, bool)).value is None
    assert ssim(ct, ct, np.zeros(ct.shape, bool)).value is None


def test_an_image_thinner_than_the_window_has_no_ssim():
    ct = np.zeros((6, 20, 20), np.int16)
    assert "too small" in ssim(ct, ct).note


def test_different_shapes_are_refused():
    with pytest.raises(InputError, match=r"sCT \(9, 9, 9\), CT \(9, 9, 8\)"):
        ms_ssim(np.zeros((9, 9, 9)), np.zeros((9, 9, 8)))


def test_cancel_stops_it(challenge_phantom):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        ms_ssim(
            challenge_phantom.ct,
            challenge_phantom.ct,
            challenge_phantom.mask,
            watch=Watch(cancel=token),
        )
