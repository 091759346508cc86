"""The figures of a synthetic MR move with what they are about."""

import numpy as np
import pytest

from SyntheticCTLib.evaluation.synthetic_mr import (
    evaluate_synthetic_mr,
    slice_jitter,
)
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.preprocessing.mr_scale import scaled_mr
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom


@pytest.fixture(scope="module")
def limb():
    phantom = make_limb_phantom(size=(72, 72, 12), spacing=(1.5, 1.5, 3.0), seed=2)
    mr = scaled_mr(phantom.mr)
    return mr, phantom.ct, ct_body(phantom.ct)


def figures(smri, limb):
    mr, ct, mask = limb
    return evaluate_synthetic_mr(mr.with_array(smri.astype(np.float32)), mr, ct, mask)


def test_the_mr_itself_is_faultless_and_shows_the_cortex_where_the_ct_does(limb):
    found = figures(limb[0].array, limb)
    assert found["mae"].value == 0
    assert found["mae"].unit == "a.u."
    assert found["ssim"].value == pytest.approx(1)
    assert found["slice_jitter"].value == pytest.approx(1)
    assert found["body_dice"].value > 0.97
    assert found["cortex_dice"].value > 0.7
    assert found["cortex_distance"].value < 1.5


def test_psnr_takes_the_width_of_the_scale(limb):
    found = figures(np.clip(limb[0].array, 0, 1900) + 10, limb)
    assert found["psnr"].value == pytest.approx(20 * np.log10(2000 / 10), abs=0.05)


def test_bone_that_is_moved_shows_in_the_cortex_and_not_in_the_body(limb):
    mr, _, mask = limb
    moved = np.where(mask, np.roll(mr.array, 6, axis=2), 0)
    straight, shifted = figures(mr.array, limb), figures(moved, limb)
    assert shifted["cortex_dice"].value < straight["cortex_dice"].value - 0.2
    assert shifted["cortex_distance"].value > straight["cortex_distance"].value + 1


def test_slices_that_jump_are_jitter_and_smoothed_ones_are_not(limb):
    mr, _, mask = limb
    jump = 1 + 0.1 * (-1.0) ** np.arange(len(mr.array))
    assert slice_jitter(mr.array * jump[:, None, None], mr.array, mask).value > 1.3
    smooth = mr.array.copy()
    smooth[1:-1] = (mr.array[:-2] + mr.array[1:-1] + mr.array[2:]) / 3
    assert slice_jitter(smooth, mr.array, mask).value < 0.7


def test_a_limb_without_bone_has_no_figure_of_cortex(limb):
    mr, ct, mask = limb
    boneless = ct.with_array(np.minimum(ct.array, 100))
    found = evaluate_synthetic_mr(mr, mr, boneless, mask)
    assert found["cortex_dice"].value is None
    assert "no bone above" in found["cortex_dice"].note


def test_jitter_of_too_few_or_equal_slices_is_undefined_with_its_reason():
    two = np.zeros((2, 3, 3)), np.ones((2, 3, 3), bool)
    assert "no three slices" in slice_jitter(two[0], two[0], two[1]).note
    made, real = np.random.default_rng(0).normal(size=(4, 3, 3)), np.zeros((4, 3, 3))
    found = slice_jitter(made, real, np.ones((4, 3, 3), bool))
    assert (found.value, "the same in every slice" in found.note) == (None, True)
