"""A cone-beam CT's shading and rim go, and its grey values become HU on any scale."""

from functools import cache

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.shading.correction import without_shading

SHAPE = (12, 96, 96)
Y, X = (np.indices(SHAPE[1:]) - 47.5) * 2.5
RADIUS = np.hypot(X, Y)
SEEN = np.broadcast_to(RADIUS < 118, SHAPE)
INNER = SEEN & (RADIUS < 108)


@cache
def true_hu():
    """Organs in fat, a spine and a pocket of gas; no air round them."""
    random = np.random.default_rng(3)
    hu = np.full(SHAPE, -105.0)
    for _ in range(28):
        x, y = random.uniform(-110, 110, 2)
        a, b = random.uniform(10, 30, 2)
        hu[:, ((X - x) / a) ** 2 + ((Y - y) / b) ** 2 < 1] = random.uniform(20, 55)
    hu[:, np.hypot(X, Y - 70) < 16] = 350
    hu[:, np.hypot(X + 40, Y + 20) < 9] = -950
    return hu


def grey(contrast=1.0, scale=1.0, offset=0.0, padding=-1000.0, dtype=np.float32):
    """Values that rise from the middle to the rim, and by thousands at the rim."""
    shading = -250 + 180 * (RADIUS / 118) ** 2 + 40 * X / 118
    rim = 2500 * np.exp(-(118 - RADIUS) / 6)
    noise = np.random.default_rng(0).normal(0, 20, SHAPE)
    hu = 35 + contrast * (true_hu() - 35) + shading + rim + noise
    values = (hu + 1000) * scale - 1000 + offset
    values = np.maximum(values, -3000.0 if scale == 1 else 0.0)
    array = np.where(SEEN, values, padding).astype(dtype)
    return Volume(array, (-118.0, -118.0, 0.0), (2.5, 2.5, 5.0))


def error(found, where):
    return float(np.abs(found.volume.array - true_hu())[where].mean())


@pytest.mark.parametrize(
    "scanner",
    [
        {},
        {"contrast": 0.7},
        {"padding": 0.0, "offset": 60.0},
        {"padding": -2000.0, "offset": -150.0},
        {"scale": 2e-5, "offset": 1000.0, "padding": 0.0},
        {"scale": 8.0, "offset": 1000.0, "padding": 0.0, "dtype": np.uint16},
    ],
)
def test_truncated_trunks_of_all_scanners_come_out_in_hu(scanner):
    volume = grey(**scanner)
    found = without_shading(volume)
    np.testing.assert_array_equal(found.field_of_view, SEEN)
    assert found.volume.grid == volume.grid
    assert (found.volume.array[~SEEN] == -1024).all()
    assert error(found, INNER) < 32
    assert error(found, SEEN) < 38


def test_a_scan_that_is_off_by_one_value_alone_is_right_without_that_value():
    values = true_hu() + 120 + np.random.default_rng(0).normal(0, 20, SHAPE)
    volume = Volume(np.where(SEEN, values, -2000.0), (-118.0, -118.0, 0.0), (2.5, 2.5, 5.0))
    found = without_shading(volume)
    assert np.abs(found.straight - true_hu())[SEEN].mean() < 40  # 120 of it before
    assert (found.straight[~SEEN] == -1024).all()
    quiet = SEEN & (found.straight > -900)
    np.testing.assert_allclose((found.on_line - found.straight)[quiet].std(), 0, atol=0.01)


def test_any_orientation_gives_the_same():
    volume = grey()
    turned = without_shading(to_orientation(volume, "RAS"))
    plain = without_shading(volume)
    difference = to_orientation(turned.volume, "LPS").array - plain.volume.array
    assert np.abs(difference[INNER]).mean() < 3


def test_an_empty_field_of_view_is_refused():
    with pytest.raises(InputError, match="field of view is empty"):
        without_shading(Volume(np.full(SHAPE, -1000.0), (0, 0, 0), (2.5, 2.5, 5.0)))


def test_a_field_without_tissue_is_refused():
    air = np.where(SEEN, -1000 + np.random.default_rng(0).normal(0, 5, SHAPE), -2000)
    air[:, 44:52, 44:52] = 30
    with pytest.raises(InputError, match="small blocks of the scan show tissue"):
        without_shading(Volume(air, (0, 0, 0), (2.5, 2.5, 5.0)))


def test_fat_and_muscle_of_a_quiet_scan_are_no_air_and_tissue():
    random = np.random.default_rng(0)
    tissue = np.where(X + 0 * Y > -20, 40.0, -100.0) + random.normal(0, 6, SHAPE)
    found = without_shading(
        Volume(np.where(SEEN, tissue, -1000.0), (-118.0, -118.0, 0.0), (2.5, 2.5, 5.0))
    )
    assert found.scale.tissue - found.scale.air == pytest.approx(1010, abs=60)
    assert np.abs(found.volume.array - tissue)[INNER].mean() < 50


def test_a_field_of_air_alone_is_refused():
    air = np.where(SEEN, -1000 + np.random.default_rng(0).normal(0, 20, SHAPE), -2000)
    with pytest.raises(InputError, match="shows only air"):
        without_shading(Volume(air, (0, 0, 0), (2.5, 2.5, 5.0)))


def test_a_cyst_that_fills_the_field_of_a_noisy_scan_does_not_come_out_as_fat():
    random = np.random.default_rng(2)
    cyst = np.full(SHAPE, 8.0)
    for _ in range(10):
        x, y = random.uniform(-110, 110, 2)
        a, b = random.uniform(8, 20, 2)
        cyst[:, ((X - x) / a) ** 2 + ((Y - y) / b) ** 2 < 1] = random.choice([-105, 50, 110])
    shading = -250 + 180 * (RADIUS / 118) ** 2 + 2500 * np.exp(-(118 - RADIUS) / 6)
    values = np.where(SEEN, cyst + shading + random.normal(0, 45, SHAPE), -1000)
    scan = Volume(values.astype(np.float32), (-118.0, -118.0, 0.0), (2.5, 2.5, 5.0))
    found = without_shading(scan)
    assert 0 < np.median(found.volume.array[INNER & (cyst == 8)]) < 40  # -65 by fat and muscle
