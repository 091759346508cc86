"""A CT is told from a cone-beam CT by its tissues, whatever circle or grid it fills."""

import numpy as np
import pytest

from SyntheticCTLib.guards.calibrated_ct import tissues_of_ct
from SyntheticCTLib.guards.cone_beam import CBCT_GUARD
from SyntheticCTLib.guards.inspection import inspect
from SyntheticCTLib.image.volume import Volume

SHAPE = (12, 90, 90)
J, I = np.indices(SHAPE[1:]) - 44.5  # noqa: E741 - the axes' names
RADIUS = np.hypot(J, I)


def ct(*, circle=None, noise=15.0, **metadata):
    """Muscle and fat in turn, in a skin of fat, in air."""
    random = np.random.default_rng(0)
    body = np.where((RADIUS < 31) & ((J // 6 + I // 6) % 3 > 0), 45.0, -100.0)
    slab = np.where(RADIUS < 36, body, -1000.0)
    array = np.broadcast_to(slab, SHAPE) + random.normal(0, noise, SHAPE)
    if circle is not None:
        array[:, RADIUS > 42] = circle
    return Volume(array.astype(np.float32), spacing=(4.0, 4.0, 4.0), metadata=metadata)


def cone_beam(bowl=150.0, **how):
    """The same in grey values like HU, with the bowl that scatter leaves."""
    scan = ct(**how)
    shaded = np.where(RADIUS < 36, bowl * ((RADIUS / 36) ** 2 - 0.5), 0.0)
    return scan.with_array(scan.array + shaded.astype(np.float32))


def told(volume):
    return [w.sentence for w in inspect(volume, CBCT_GUARD, {}) if w.code == "calibration"]


@pytest.mark.parametrize("circle", [None, -1024.0, -2000.0, -3024.0])
def test_a_plain_ct_is_told_with_and_without_a_reconstruction_circle(circle):
    (sentence,) = told(ct(circle=circle))
    assert "soft tissue (4" in sentence
    assert "if this is no cone-beam CT but a plain one" in sentence


@pytest.mark.parametrize("circle", [None, -1024.0, -2000.0])
@pytest.mark.parametrize("bowl", [100.0, 150.0, -200.0])
def test_a_cone_beam_ct_in_values_like_hu_is_not_whatever_it_fills(circle, bowl):
    assert told(cone_beam(bowl, circle=circle)) == []


def test_a_cone_beam_ct_whose_header_says_so_is_believed():
    assert told(ct(modality="CBCT")) == []


def test_streaks_that_blur_the_tissues_and_air_elsewhere_are_no_ct_s():
    assert tissues_of_ct(ct(noise=60.0)) is None
    brighter = ct()
    assert tissues_of_ct(brighter.with_array(brighter.array + 90)) is None


def test_its_tissues_lie_where_they_were_put():
    found = tissues_of_ct(ct())
    assert found.air_hu == pytest.approx(-1000, abs=10)
    assert found.fat_hu == pytest.approx(-100, abs=8)
    assert found.soft_hu == pytest.approx(45, abs=8)


def test_air_alone_has_none():
    air = np.full(SHAPE, -1000, np.int16)
    air[0, 0, 0] = 5
    assert tissues_of_ct(Volume(air)) is None


def test_a_contrast_medium_in_the_header_of_a_cbct_is_told():
    volume = cone_beam(**{"dicom:ContrastBolusAgent": "Iohexol", "modality": "CBCT"})
    (warning,) = [w for w in inspect(volume, CBCT_GUARD, {}) if w.code == "contrast-medium"]
    assert "contrast medium (Iohexol)" in warning.sentence
    assert "--prior" in warning.sentence
