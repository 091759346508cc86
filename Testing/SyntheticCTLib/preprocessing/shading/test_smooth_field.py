"""A smooth field with a rim is found in a difference of two images, whatever moved in between."""

import numpy as np
import pytest

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.shading.cylinder import cylinder_of
from SyntheticCTLib.preprocessing.shading.polar_field import knots_of
from SyntheticCTLib.preprocessing.shading.samples import samples_of
from SyntheticCTLib.preprocessing.shading.smooth_field import (
    field_of_difference,
    rim_of,
    sure_rim_of,
)

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


def scanned(hu):
    """A scan of an even body with noise, and its cylinder."""
    noisy = np.broadcast_to(hu, SHAPE) + np.random.default_rng(1).normal(0, 25, SHAPE)
    volume = Volume(noisy.astype(np.float32), (-118.5, -118.5, 0.0), (3.0, 3.0, 5.0))
    cylinder = cylinder_of(volume.with_array(SEEN))
    return samples_of(volume, SEEN, cylinder), cylinder


def test_the_rim_of_a_body_that_is_cut_goes_on_into_the_middle():
    inside = np.minimum(RADIUS / 118.5, 0.985)
    samples, cylinder = scanned(300 / np.sqrt(1 - inside**2))
    rim, _ = rim_of(samples, cylinder)
    sure, _ = sure_rim_of(samples, cylinder)
    at_40, at_60 = (np.flatnonzero(knots_of(cylinder) == mm)[0] for mm in (40, 60))
    assert rim[at_40] == pytest.approx(300 / np.sqrt(1 - (78.5 / 118.5) ** 2) - 300, abs=25)
    assert rim[at_60] == pytest.approx(300 / np.sqrt(1 - (58.5 / 118.5) ** 2) - 300, abs=15)
    assert sure[at_40] == sure[at_60] == 0  # for anatomy may be there


def test_where_little_tissue_is_near_the_border_no_rim_is_made_up():
    samples, cylinder = scanned(np.zeros(SHAPE[1:]))
    deep = samples.where((samples.depth > 40) | (np.arange(len(samples.grey)) % 40 == 0))
    deep = deep.with_grey(np.where(deep.depth < 40, 900.0, deep.grey))
    found, sure = rim_of(deep, cylinder), sure_rim_of(deep, cylinder)
    np.testing.assert_array_equal(found[0], sure[0])
    assert (found[0][knots_of(cylinder) >= 40] == 0).all()
