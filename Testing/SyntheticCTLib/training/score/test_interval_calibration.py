"""Calibrated intervals hold what they say for patients that took no part in them."""

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.training.score.interval_calibration import (
    HeldOut,
    calibrated,
    coverages,
    left_out_coverages,
)


def patient(number, *, voxels=4000, noise=1.0):
    """A model that takes errors for a third as large as they are; patients differ in noise."""
    random = np.random.default_rng(number)
    own = noise * np.exp(random.normal(0, 0.2))
    spread = random.uniform(10, 60, voxels)
    value = random.normal(0, 200, voxels)
    truth = value + random.normal(0, 1, voxels) * 3 * own * spread / 1.645
    return HeldOut(f"p{number}", value, value - spread, value + spread, truth)


def test_the_factor_makes_up_for_bounds_that_are_too_narrow():
    found = calibrated([patient(number) for number in range(40)])
    assert found.guaranteed
    assert 2.7 < found.factor < 4.0
    new = coverages([patient(number) for number in range(100, 140)], found.factor)
    # One patient in forty is set aside for the one to come.
    assert np.mean(list(new.values())) == pytest.approx(0.9 + 1 / 41, abs=0.03)


def test_a_patient_counts_once_however_large():
    alike = [patient(number) for number in range(12)]
    large = [patient(0, voxels=400_000), *alike[1:]]
    assert calibrated(large).factor == pytest.approx(calibrated(alike).factor, rel=0.03)


def test_few_patients_are_covered_on_average_and_nothing_is_guaranteed():
    few = [patient(number) for number in range(4)]
    found = calibrated(few)
    assert not found.guaranteed
    assert np.mean(list(coverages(few, found.factor).values())) == pytest.approx(0.9, abs=1e-3)


def test_the_more_patients_the_less_is_added_for_the_one_to_come():
    factors = [calibrated([patient(n) for n in range(count)]).factor for count in (10, 300)]
    assert factors[0] > factors[1]


def test_the_share_of_the_error_gives_the_mean_absolute_error_of_a_patient():
    patients = [patient(number) for number in range(30)]
    found = calibrated(patients)
    new = patient(99)
    half = found.factor * (new.upper - new.lower).mean() / 2
    measured = np.abs(new.truth - new.value).mean()
    assert found.error_share * half == pytest.approx(measured, rel=0.4)


def test_left_out_patients_are_judged_by_the_others():
    odd = [*(patient(number) for number in range(15)), patient(50, noise=4.0)]
    found = left_out_coverages(odd)
    assert list(found) == [each.name for each in odd]
    assert found["p50"] < 0.7 < min(share for name, share in found.items() if name != "p50")


def test_too_few_patients_or_an_impossible_coverage_are_refused():
    with pytest.raises(InputError, match="two patients or more"):
        calibrated([patient(1)])
    with pytest.raises(InputError, match=r"coverage must lie between 0 and 1, not at 1.5"):
        calibrated([patient(1), patient(2)], coverage=1.5)
    with pytest.raises(InputError, match="three patients"):
        left_out_coverages([patient(1), patient(2)])
