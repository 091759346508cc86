"""The scale that hangs on muscle stays when the image is cropped, and says what it cannot use."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.preprocessing.intensity import zscore_in_mask
from SyntheticCTLib.preprocessing.muscle_scale import (
    BODY_MEAN_IN_MUSCLES,
    BODY_SD_IN_MUSCLES,
    in_muscles,
    muscle_signal,
)
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

MUSCLE, FAT, CORTEX = 300.0, 950.0, 20.0


def limb(muscle_share=0.6, size=(20, 40, 40), seed=0):
    """An MR of muscle, fat and a little cortex, with noise; all of it is body."""
    random = np.random.default_rng(seed)
    kinds = random.choice([MUSCLE, FAT, CORTEX], size, p=[muscle_share, 0.95 - muscle_share, 0.05])
    return (kinds + random.normal(0, 20, size)).clip(min=0).astype(np.float32)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_the_signal_of_muscle_is_found_whatever_its_share(share):
    array = limb(share)
    assert muscle_signal(array, np.ones(array.shape, bool)) == pytest.approx(MUSCLE, abs=15)


def test_a_crop_of_a_phantom_keeps_the_values_of_its_tissues():
    mr = make_limb_phantom(size=(96, 96, 12), spacing=(2.0, 2.0, 4.0), seed=3).mr.array
    body = mr > 30
    crop = (slice(2, 10), slice(24, 72), slice(24, 72))
    moves = {}
    for name, scaled in (
        ("muscle", lambda a, m: in_muscles(a, m)[0]),
        ("z-score", zscore_in_mask),
    ):
        whole, part = scaled(mr, body)[crop], scaled(mr[crop], body[crop])
        moves[name] = np.abs(whole - part)[body[crop]].mean()
    assert moves["muscle"] < 0.05
    assert moves["muscle"] < moves["z-score"] / 3


def test_any_unit_gives_the_same_and_nothing_is_0():
    array, body = limb(), np.ones((20, 40, 40), bool)
    body[:3] = False
    signal, offset = in_muscles(array, body)
    again, same = in_muscles(array * 7.5, body)
    np.testing.assert_allclose(signal, again, rtol=1e-5)
    assert offset == same == BODY_MEAN_IN_MUSCLES / BODY_SD_IN_MUSCLES
    assert (signal[:3] == 0).all()
    assert signal.dtype == np.float32


def test_an_image_without_anything_is_refused():
    with pytest.raises(InputError, match="no muscle"):
        muscle_signal(np.zeros((2, 2, 2)), np.ones((2, 2, 2), bool))
    with pytest.raises(InputError, match="does not fit"):
        muscle_signal(np.ones((2, 2, 2)), np.ones((2, 2, 3), bool))
