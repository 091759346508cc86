"""MRs drawn from a CT: bone and air stay dark, contrasts differ, and CT noise does not show."""

import numpy as np
import pytest

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import erode
from SyntheticCTLib.simulation.mr.contrast_mr import draw_mr
from SyntheticCTLib.simulation.mr.ct_anatomy import Anatomy, ct_anatomy
from SyntheticCTLib.simulation.mr.random_contrast import GREY_MATTER, WATER, WHITE_MATTER
from SyntheticCTLib.simulation.mr.signal import Contrast, spin_echo_signal
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom


@pytest.fixture(scope="module")
def ct():
    return make_limb_phantom(size=(80, 80, 12), spacing=(2.0, 2.0, 4.0), seed=3).ct


@pytest.fixture(scope="module")
def anatomy(ct):
    return ct_anatomy(ct)


def means(mr, anatomy):
    return {label: float(mr.array[anatomy == label].mean()) for label in np.unique(anatomy)}


def test_the_tissues_of_a_limb_are_found(anatomy):
    found = set(np.unique(anatomy).tolist())
    assert {Anatomy.FAT, Anatomy.MUSCLE, Anatomy.CORTICAL_BONE, Anatomy.MARROW} <= found
    assert Anatomy.BRAIN not in found
    assert np.mean(anatomy == Anatomy.FLUID) < 0.01, "borders of fat and muscle are no fluid"


def test_bone_and_air_are_dark_in_every_contrast(ct, anatomy):
    ratios = []
    for seed in range(6):
        mr = draw_mr(ct, seed=seed, anatomy=anatomy).mr
        assert np.isfinite(mr.array).all()
        assert mr.array.min() >= 0
        signal = means(mr, anatomy)
        brightest = max(signal[Anatomy.FAT], signal[Anatomy.MUSCLE], signal[Anatomy.MARROW])
        assert signal[Anatomy.CORTICAL_BONE] < 0.5 * brightest
        assert signal[Anatomy.OUTSIDE] < 0.25 * brightest
        ratios.append(signal[Anatomy.FAT] / signal[Anatomy.MUSCLE])
    assert max(ratios) > 1.3
    assert min(ratios) < 0.8, "muscle is the brighter one in some"


def test_one_seed_gives_one_image(ct, anatomy):
    one, same, other = (draw_mr(ct, seed=s, anatomy=anatomy) for s in (1, 1, 2))
    np.testing.assert_array_equal(one.mr.array, same.mr.array)
    assert not np.array_equal(one.mr.array, other.mr.array)
    assert one.mr.grid == ct.grid


def test_the_noise_of_the_ct_does_not_show(ct, anatomy):
    noise = np.random.default_rng(0).normal(0.0, 25.0, ct.array.shape)
    noisy = ct.with_array((ct.array + noise).astype(np.float32))
    mr = draw_mr(noisy, seed=4, anatomy=anatomy).mr.array
    # Away from borders, where muscle is mixed with fat.
    inside = erode(anatomy == Anatomy.MUSCLE, ct.spacing, 7.0)
    assert inside.sum() > 500
    assert abs(np.corrcoef(noise[inside], mr[inside])[0, 1]) < 0.1


def head():
    """A ball of brain in a skull under a scalp, with liquor in the middle."""
    k, j, i = (np.arange(n) - (n - 1) / 2 for n in (40, 50, 50))
    radius = np.sqrt((4 * k[:, None, None]) ** 2 + (4 * j[:, None]) ** 2 + (4 * i) ** 2)
    hu = np.full(radius.shape, -1000.0, np.float32)
    for limit, value in ((90, 40.0), (82, 900.0), (72, 35.0), (20, 5.0)):
        hu[radius < limit] = value
    return Volume(hu, spacing=(4.0, 4.0, 4.0))


def test_a_head_has_a_brain_with_white_matter_and_liquor():
    ct = head()
    anatomy = ct_anatomy(ct)
    brain = anatomy == Anatomy.BRAIN
    assert brain[20, 25, 40]
    assert not brain[20, 25, 47], "the scalp is no brain"
    assert anatomy[20, 25, 25] in (Anatomy.FLUID, Anatomy.BRAIN)
    drawn = draw_mr(ct, seed=11, anatomy=anatomy)
    parts = np.percentile(drawn.mr.array[brain], [5, 95])
    assert parts[1] > 1.1 * parts[0]


def test_inversion_nulls_water_and_keeps_white_matter():
    flair = Contrast(9000.0, 100.0, inversion_ms=1740.0)
    assert spin_echo_signal(WATER, flair) < 0.02
    assert spin_echo_signal(GREY_MATTER, flair) > 5 * spin_echo_signal(WATER, flair)
    t1 = Contrast(500.0, 12.0)
    assert spin_echo_signal(WHITE_MATTER, t1) > 1.1 * spin_echo_signal(GREY_MATTER, t1)
