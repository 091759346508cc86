"""A network learns from what a synthesis shows to it, in a body that is cut and in others."""

import numpy as np

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import calibrate
from SyntheticCTLib.preprocessing.kinds import CBCT
from SyntheticCTLib.preprocessing.shading.correction import without_shading
from SyntheticCTLib.preprocessing.shading.cut_body import shown_to_network

SHAPE = (8, 72, 72)
Y, X = (np.indices(SHAPE[1:]) - 35.5) * 3.3
RADIUS = np.hypot(X, Y)


def scan(body_mm, seen_mm=116.0):
    """Organs in the fat of a body so wide, in a field of view so wide; values rise to its rim."""
    random = np.random.default_rng(3)
    hu = np.full(SHAPE, -105.0)
    for _ in range(28):
        x, y = random.uniform(-110, 110, 2)
        a, b = random.uniform(10, 30, 2)
        hu[:, ((X - x) / a) ** 2 + ((Y - y) / b) ** 2 < 1] = random.uniform(20, 55)
    hu[:, np.hypot(X + 40, Y + 20) < 9] = -950
    hu += -150 + 120 * (RADIUS / 116) ** 2 + random.normal(0, 15, SHAPE)
    hu[:, body_mm < RADIUS] = -1000
    hu = np.where(seen_mm > RADIUS, hu, -2000.0)
    return Volume(hu.astype(np.float32), (-118.0, -118.0, 0.0), (3.3, 3.3, 6.0))


def test_of_a_body_that_is_cut_the_network_learns_without_its_shading():
    cut = scan(body_mm=200.0)
    shown = CBCT.learnt_from(cut)
    np.testing.assert_array_equal(shown.array, without_shading(cut).volume.array)
    assert not np.array_equal(shown.array, calibrate(cut).volume.array)


def test_of_a_body_with_air_around_it_learns_from_air_and_tissue_as_before():
    free = scan(body_mm=80.0)
    np.testing.assert_array_equal(shown_to_network(free).array, calibrate(free).volume.array)


def test_a_scan_with_hardly_any_tissue_is_no_reason_to_stop():
    bare = scan(body_mm=12.0)
    np.testing.assert_array_equal(shown_to_network(bare).array, calibrate(bare).volume.array)
