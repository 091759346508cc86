"""The contents by which patches are drawn lie where their names say."""

import numpy as np

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.training.data.patch_contents import (
    CONTENTS,
    joint_gap,
    masks_of_contents,
    signal_void,
    spongy_bone,
    thin_cortex,
)

SPACING = (1.0, 1.0, 1.0)


def block(hu_inside, hu_rim, size=30):
    """A bone of 16 voxels a side in muscle, its rim 2 voxels thick."""
    ct = np.full((size,) * 3, 50.0, np.float32)
    ct[7:23, 7:23, 7:23] = hu_rim
    ct[9:21, 9:21, 9:21] = hu_inside
    return Volume(ct, (0.0, 0.0, 0.0), SPACING), ct != 50.0


def test_spongy_bone_is_inside_and_neither_fatty_marrow_nor_cortex():
    ct, bone = block(250.0, 900.0)
    found = spongy_bone(ct, bone)
    assert found[15, 15, 15]
    assert not (found & ~bone).any()
    assert not spongy_bone(*block(-60.0, 900.0))[15, 15, 15]


def test_cortex_is_thin_where_nothing_dense_is_near():
    assert thin_cortex(*block(200.0, 350.0))[15, 15, 7]
    assert not thin_cortex(*block(200.0, 1200.0)).any()


def test_a_joint_gap_lies_between_bones_that_nearly_touch():
    bone = np.zeros((20, 20, 20), bool)
    bone[:8], bone[12:] = True, True
    assert joint_gap(bone, SPACING)[9:11].all()
    bone[4:] = False
    assert not joint_gap(bone, SPACING).any()


def test_a_signal_void_is_dark_body_away_from_bone():
    signal, body = np.ones((30, 30, 30), np.float32), np.ones((30, 30, 30), bool)
    bone = np.zeros_like(body)
    bone[:, :, :4] = True
    signal[15, 15, 6], signal[15, 15, 20] = 0.1, 0.1
    found = signal_void(signal, body, bone, SPACING)
    assert np.argwhere(found).tolist() == [[15, 15, 20]]


def test_every_content_has_its_mask():
    ct, bone = block(250.0, 900.0)
    signal = np.ones(bone.shape, np.float32)
    masks = masks_of_contents(ct, bone, signal, np.ones_like(bone))
    assert tuple(masks) == CONTENTS
    assert all(mask.shape == bone.shape and mask.dtype == bool for mask in masks.values())
