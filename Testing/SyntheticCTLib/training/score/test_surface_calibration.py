"""What bounds meant for the surfaces of held-out patients: a table, and how patients differ."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.training.score.interval_calibration import HeldOut, HeldOutImages
from SyntheticCTLib.training.score.surface_calibration import (
    MeasuredSurface,
    fitted_surface,
    measured_surface,
    measured_surfaces,
    surface_calibration,
)


def patient(number, points=4000, missing=0.0):
    """Half as far off as its bounds are apart at most, and some bone missing."""
    random = np.random.default_rng(number)
    apart = random.uniform(0.5, 8.0, points)
    distance = apart / 2 * random.uniform(0.5, 1.5, points)
    share = float((distance <= 2).mean()) - missing
    return MeasuredSurface(f"p{number}", apart, distance, np.ones(points), share)


def test_more_doubt_means_a_smaller_share_and_a_larger_distance():
    fitted = fitted_surface([patient(n) for n in range(10)])
    assert fitted.shares[0] == 1.0
    assert fitted.shares[-1] < 0.1
    assert list(fitted.shares) == sorted(fitted.shares, reverse=True)
    assert list(fitted.distances_mm) == sorted(fitted.distances_mm)
    assert fitted.shift == pytest.approx(0.0, abs=0.01)
    assert len(fitted.patients) == 10


def test_bone_that_is_missing_lowers_what_is_expected():
    fitted = fitted_surface([patient(n, missing=0.1) for n in range(5)])
    assert fitted.shift == pytest.approx(-0.1, abs=0.02)


@pytest.mark.parametrize(("count", "between"), [(3, 2 / 4), (10, 9 / 11), (19, 0.9), (40, 37 / 41)])
def test_what_share_of_further_patients_lies_between_is_said(count, between):
    patients = [patient(n, points=50, missing=n / 100) for n in range(count)]
    assert fitted_surface(patients).between == pytest.approx(between)


def test_further_patients_do_lie_between():
    fitted = fitted_surface([patient(n, points=300) for n in range(30)])
    rest = []
    for number in range(100, 200):
        one = patient(number, points=300)
        rest.append(one.share - fitted.share_at(one.apart_mm).mean() - fitted.shift)
    inside = np.mean([fitted.lowest <= each <= fitted.highest for each in rest])
    assert inside >= fitted.between - 0.08


def test_two_patients_are_too_few():
    with pytest.raises(InputError, match="3 patients with bone or more; got 2"):
        fitted_surface([patient(0), patient(1)])


@pytest.fixture(scope="module")
def images():
    """A ball whose CT has a radius of 7 mm, the synthetic CT one of 8, bounds 1 mm off."""
    k, j, i = np.indices((26, 26, 26)) - 12.5
    hu = 200 + 100 * (7 - np.sqrt(k**2 + j**2 + i**2))

    def image(more):
        return Volume(np.clip(hu + more, -1000, 1500).astype(np.int16))

    seen = np.ones(hu.shape, bool)
    return HeldOutImages(image(100), image(0), image(200), image(0), seen)


def test_a_patient_is_measured_by_bounds_moved_by_the_factor(images):
    found = measured_surface("ball", images, 2.0)
    assert np.median(found.apart_mm) == pytest.approx(4.0, abs=0.2)
    assert np.median(found.distance_mm) == pytest.approx(1.0, abs=0.1)
    assert found.share == pytest.approx(1.0)


def test_patients_without_bone_are_left_out_and_too_few_say_nothing(images):
    nothing = images.value.with_array(np.full(images.seen.shape, -1000, np.int16))
    empty = HeldOutImages(nothing, nothing, nothing, images.ct, images.seen)
    values = [np.zeros(1)] * 4
    patients = [HeldOut("a", *values, images), HeldOut("b", *values, empty)]
    found = measured_surfaces(patients, 1.0)
    assert [entry.name for entry in found] == ["a"]
    assert surface_calibration(found) is None
