"""A smooth field with a rim is found in a difference of two images, whatever moved in between."""

import numpy as np

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.shading.cylinder import cylinder_of
from SyntheticCTLib.preprocessing.shading.samples import samples_of
from SyntheticCTLib.preprocessing.shading.smooth_field import field_of_difference

SHAPE = (6, 80, 80)
Y, X = (np.indices(SHAPE[1:]) - 39.5) * 3.0
RADIUS = np.hypot(X, Y)
SEEN = np.broadcast_to(RADIUS < 117, SHAPE)


def test_the_field_is_found_although_an_organ_moved():
    true = 150 + 60 * X / 117 - 80 * (RADIUS / 117) ** 2 + 1500 * np.exp(-(117 - RADIUS) / 6)
    difference = np.broadcast_to(true, SHAPE) + np.random.default_rng(0).normal(0, 25, SHAPE)
    moved = np.zeros(SHAPE, bool)
    moved[:, 46:64, 30:48] = True
    difference = np.where(moved, difference - 140, difference)
    volume = Volume(difference.astype(np.float32), (-118.5, -118.5, 0.0), (3.0, 3.0, 5.0))
    cylinder = cylinder_of(volume.with_array(SEEN))
    field = field_of_difference(samples_of(volume, SEEN, cylinder), cylinder).on_grid(volume)
    away = np.abs(field - true)
    assert away[SEEN & (RADIUS < 105) & ~moved].mean() < 15
    assert away[SEEN & (RADIUS >= 105)].mean() < 60
    assert away[moved].mean() < 40
