"""Contrast medium is told from bone, on any grid."""

import numpy as np
import pytest

from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.preprocessing.contrast_medium import enhanced, largest_enhanced_ml
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom


@pytest.fixture(scope="module")
def limb():
    return make_limb_phantom(size=(80, 80, 30), spacing=(2.0, 2.0, 4.0), seed=3).ct


def with_vessel(ct, radius_mm, hu=250):
    """The CT with a vessel along the limb, and where it is."""
    _, j, i = np.indices(ct.array.shape)
    vessel = np.hypot(2.0 * (j - 60), 2.0 * (i - 40)) < radius_mm
    return ct.with_array(np.where(vessel, hu, ct.array)), vessel


def test_a_plain_limb_has_none(limb):
    assert largest_enhanced_ml(limb) < 1.0
    assert not enhanced(limb).any()


@pytest.mark.parametrize("orientation", ["LPS", "RAS", "PSL"])
def test_a_bright_vessel_is_found_in_its_place_and_no_bone_with_it(limb, orientation):
    ct, vessel = with_vessel(limb, radius_mm=9.0)
    turned = to_orientation(ct, orientation)
    place = to_orientation(ct.with_array(vessel.astype(np.uint8)), orientation).array > 0
    found = enhanced(turned)
    assert found.shape == turned.array.shape
    assert 2 * (found & place).sum() / (found.sum() + place.sum()) > 0.9
    assert not found[turned.array > 600].any()


def test_a_small_bright_piece_alone_is_not_called_contrast_medium(limb):
    ct, _ = with_vessel(limb, radius_mm=3.5)
    assert 0.0 < largest_enhanced_ml(ct) < 8.0
    assert not enhanced(ct).any()


def test_dense_bone_of_any_size_is_no_contrast_medium(limb):
    ct, _ = with_vessel(limb, radius_mm=9.0, hu=900)
    assert not enhanced(ct).any()
