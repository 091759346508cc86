"""Filled bone is solid: marrow belongs to it, also where the image cuts a bone."""

import numpy as np

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.training.data.bone_shape import filled_bone

SPACING = (1.0, 1.0, 3.0)


def shaft(centre=(30, 30), size=(12, 60, 60), *, outer=12, inner=8):
    """A tube of cortex through all slices, fatty marrow in it, muscle round it, with noise."""
    j, i = np.mgrid[: size[1], : size[2]]
    radius = np.hypot(j - centre[0], i - centre[1])
    hu = np.where(radius <= outer, np.where(radius <= inner, -60.0, 1200.0), 50.0)
    noisy = np.broadcast_to(hu, size) + np.random.default_rng(1).normal(0, 30, size)
    return Volume(noisy.astype(np.float32), (0.0, 0.0, 0.0), SPACING), radius


def test_a_shaft_is_a_full_disc_in_every_slice_also_the_cut_ones():
    ct, radius = shaft()
    bone = filled_bone(ct)
    assert bone[:, radius < 11].all()
    assert not bone[:, radius > 14].any()


def test_a_shaft_that_the_side_of_the_image_cuts_open_is_closed_by_that_side():
    ct, radius = shaft(centre=(0, 30))
    bone = filled_bone(ct)
    assert bone[:, radius < 11].mean() > 0.97
    assert not bone[:, radius > 14].any()


def test_a_wide_ring_of_bone_is_not_filled():
    ct, radius = shaft(centre=(70, 70), size=(6, 140, 140), outer=65, inner=61)
    assert not filled_bone(ct)[:, radius < 50].any()


def test_no_bone_gives_an_empty_mask():
    empty = Volume(np.full((4, 8, 8), 40.0, np.float32), (0.0, 0.0, 0.0), SPACING)
    assert not filled_bone(empty).any()
