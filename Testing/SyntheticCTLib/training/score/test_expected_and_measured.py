"""Expected beside measured shares of held-out patients, each by the table of all the others."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from SyntheticCTLib.training.score.calibration_plot import calibration_svg
from SyntheticCTLib.training.score.expected_and_measured import (
    agreement,
    expected_and_measured,
    flagged_misses,
)
from SyntheticCTLib.training.score.surface_calibration import MeasuredSurface


def patient(number, widest=8.0, points=2000):
    """As far off as half of what its bounds are apart, so the doubt tells all."""
    apart = np.linspace(0.5, widest, points)
    distance = apart / 2
    share = float((distance <= 2).mean())
    return MeasuredSurface(f"p{number}", apart, distance, np.ones(points), share)


def test_doubt_that_tells_all_lets_expect_what_is_measured():
    patients = [patient(number, widest) for number, widest in enumerate((4, 6, 8, 10, 12))]

    found = expected_and_measured(patients)

    assert [entry.name for entry in found] == ["p0", "p1", "p2", "p3", "p4"]
    assert [entry.expected for entry in found] == pytest.approx(
        [entry.measured for entry in found], abs=0.08
    )
    together = agreement(found)
    assert together.patients == 5
    assert together.correlation > 0.99
    assert together.mean_difference < 0.05


def test_three_patients_have_too_few_others():
    found = expected_and_measured([patient(number) for number in range(3)])
    assert found == []
    assert agreement(found) is None


def test_the_most_doubtful_quarter_holds_what_is_off():
    # Beyond 2 mm lies what is more than 4 mm apart: 8 / 15 of it, of which a quarter is 15 / 32.
    assert flagged_misses(patient(0)) == pytest.approx(15 / 32, abs=0.01)
    assert flagged_misses(patient(0, widest=3.9)) is None


def test_doubt_in_the_wrong_place_flags_nothing():
    right = patient(0)
    wrong = MeasuredSurface("w", right.apart_mm[::-1], right.distance_mm, right.area_mm2, 0.5)
    assert flagged_misses(wrong) == 0.0


def test_a_drawing_has_a_point_a_patient_and_says_its_figures():
    patients = [patient(number, widest) for number, widest in enumerate((4, 6, 8, 10))]
    shares = {entry.name: 0.9 for entry in patients}

    drawn = calibration_svg(shares, 0.9, expected_and_measured(patients), "Bounds & bone")

    root = ET.fromstring(drawn)
    titles = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert len(titles) == 8
    assert "p0: 90.0%" in titles
