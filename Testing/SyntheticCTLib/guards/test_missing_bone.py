"""A synthetic CT without bone, where there is bone, says so."""

import numpy as np
import pytest

from SyntheticCTLib.guards.missing_bone import missing_bone
from SyntheticCTLib.image.volume import Volume

LEARNT = ("limb", "hip", "pelvis")


def leg(bone_voxels):
    hu = np.full((10, 20, 20), 40, np.int16)
    hu.reshape(-1)[:bone_voxels] = 900
    return Volume(hu), np.ones(hu.shape, bool)


def test_a_leg_without_bone_says_what_that_means_before_its_figure():
    (warning,) = missing_bone(*leg(8), LEARNT)
    assert warning.code == "no-bone"
    assert warning.sentence.startswith("Hardly any bone was found, and where there is limb, hip")
    assert "Above 200 HU lies 0.2% of the body" in warning.sentence


def test_a_leg_with_bone_says_nothing():
    assert missing_bone(*leg(120), LEARNT) == []


@pytest.mark.parametrize("regions", [(), ("abdomen", "limb")])
def test_where_an_image_may_be_boneless_nothing_is_said(regions):
    assert missing_bone(*leg(0), regions) == []


def test_only_the_body_counts():
    volume, body = leg(40)
    body[5:] = False
    assert missing_bone(volume, body, LEARNT) == []
    body[:5] = False
    assert missing_bone(volume, body, LEARNT) == []
