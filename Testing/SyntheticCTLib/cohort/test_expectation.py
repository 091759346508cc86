"""What a further patient is expected to reach, by ranks."""

import numpy as np
import pytest

from SyntheticCTLib.cohort.figures.expectation import expected_end
from SyntheticCTLib.errors import InputError


def test_the_lowest_of_few_and_the_second_lowest_of_many():
    assert expected_end([0.9, 0.7, 0.8, 0.95, 0.99], "below") == (0.7, pytest.approx(5 / 6))
    assert expected_end(range(39), "below") == (1.0, pytest.approx(0.95))
    assert expected_end(range(39), "above") == (37.0, pytest.approx(0.95))


def test_it_holds_for_a_further_patient_as_often_as_it_says():
    drawn = np.random.default_rng(5).gamma(2.0, size=(4000, 20))
    kept = np.mean([row[-1] >= expected_end(row[:-1], "below")[0] for row in drawn])
    assert kept == pytest.approx(1 - 1 / 20, abs=0.01)


def test_too_few_patients_are_refused():
    with pytest.raises(InputError, match="5 patients with a CT or more; 4 have one"):
        expected_end([1.0] * 4, "below")
