"""Turned and mirrored images are found out before a rigid search begins."""

import numpy as np
import pytest

from SyntheticCTLib import make_limb_phantom
from SyntheticCTLib.progress import UNWATCHED
from SyntheticCTLib.registration.itk.images import image_pair
from SyntheticCTLib.registration.itk.optimisation import Search
from SyntheticCTLib.registration.merit import bodies_of
from SyntheticCTLib.registration.turns import find_turn
from SyntheticCTLib.registration.verdict import way_round


@pytest.fixture(scope="module")
def phantom():
    return make_limb_phantom(size=(48, 48, 24), spacing=(4.0, 4.0, 6.0))


def turned_as(array):
    return {
        "as it is": array,
        "180 about the vertical": array[:, ::-1, ::-1],
        "180 about left-right": array[::-1, ::-1, :],
        "mirrored": array[:, :, ::-1],
    }


def found_in(fixed, volume, way):
    moving = volume.with_array(np.ascontiguousarray(turned_as(volume.array)[way]))
    pair, bodies = image_pair(fixed, moving), bodies_of(fixed, moving)
    return find_turn(pair, bodies, Search(threads=1), UNWATCHED)


@pytest.mark.parametrize("modality", ["ct", "mr"])
def test_an_image_that_lies_as_given_is_left_so(phantom, modality):
    found = found_in(getattr(phantom, modality), phantom.ct, "as it is")
    assert found.transform is None
    assert not found.mirrored


def test_half_a_turn_is_found_across_modalities_and_named(phantom):
    found = found_in(phantom.mr, phantom.ct, "180 about the vertical")
    assert found.words == "180 degrees about the head-foot axis"
    centre = np.array(phantom.ct.affine @ [23.5, 23.5, 11.5, 1.0])[:3]
    step = np.array([30.0, 10.0, 0.0])
    there = np.array(found.transform.TransformPoint((centre + step).tolist()))
    assert np.linalg.norm(there - (centre - step)) < 12.0
    assert found_in(phantom.ct, phantom.ct, "180 about left-right").words.endswith(
        "left-right axis"
    )


def test_a_mirror_image_is_named(phantom):
    found = found_in(phantom.ct, phantom.ct, "mirrored")
    assert found.mirrored
    assert found.transform is None
    assert "mirrored" in way_round(found.words, found.mirrored)[0]
