"""Student's intervals against his table."""

import pytest

from SyntheticCTLib.training.score.confidence import mean_interval, student_t


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [(1, 12.7062), (2, 4.30265), (3, 3.18245), (9, 2.26216), (30, 2.04227), (200, 1.97190)],
)
def test_quantiles_are_those_of_the_table(degrees, expected):
    assert student_t(degrees) == pytest.approx(expected, rel=2e-5)


def test_an_interval_by_hand():
    # Mean 4, SD 2, standard error 1: 4 plus and minus t(3).
    found = mean_interval([2.0, 3.0, 5.0, 6.0])
    assert found.mean == 4.0
    assert found.high - 4.0 == pytest.approx(3.18245 * (10 / 3 / 4) ** 0.5, rel=1e-5)
    assert found.low + found.high == pytest.approx(8.0)


def test_one_patient_has_no_interval_and_none_no_mean():
    assert mean_interval([7.0]).low is None
    assert mean_interval([]) is None
