import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.registration.certainty import DirectionCertainty
from SyntheticCTLib.registration.landmarks import LandmarkResult
from SyntheticCTLib.registration.merit import normalised_mutual_information
from SyntheticCTLib.registration.record import Merit
from SyntheticCTLib.registration.verdict import held, warn

GOOD = Merit(1.05, 1.2, 0.7, 0.95, 0.9, 0.2, 1.0)


def by_landmarks(rms_mm):
    return LandmarkResult(sitk.Transform(), ("a", "b", "c"), (0.0, 1.0, 12.0), rms_mm, 2.0)


def test_nmi_of_values_that_follow_from_each_other_is_two():
    values = np.linspace(0, 1, 10000)
    assert normalised_mutual_information(values, -3 * values) == pytest.approx(2.0, abs=0.02)


def test_nmi_of_unrelated_values_is_one():
    rng = np.random.default_rng(0)
    assert normalised_mutual_information(*rng.normal(size=(2, 400_000))) == pytest.approx(
        1.0, abs=0.01
    )


def test_nmi_of_a_constant_says_nothing():
    assert normalised_mutual_information(np.zeros(1000), np.arange(1000.0)) == pytest.approx(1.0)


def test_nothing_is_said_about_a_good_fit():
    assert warn(GOOD, (), by_landmarks(0.5)) == ()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("nmi_after", 1.0, "less alike after"),
        ("body_dice_after", 0.6, "Dice of only 0.60"),
        ("overlap", 0.3, "Only 30%"),
        ("sharpness", 0.01, "hardly determine"),
        ("restart_spread_mm", 25.0, "25 mm apart"),
    ],
)
def test_each_poor_figure_has_its_sentence(field, value, words):
    merit = Merit(**{**GOOD.__dict__, field: value})
    assert [words in sentence for sentence in warn(merit, (), None)] == [True]


def test_a_strained_deformation_is_told():
    merit = Merit(**{**GOOD.__dict__, "smallest_jacobian": 0.1, "largest_jacobian": 1.5})
    assert "0.10 to 1.50" in warn(merit, (), None)[0]


def test_landmarks_that_do_not_fit_are_told():
    (sentence,) = warn(GOOD, (), by_landmarks(7.0))
    assert "The 3 landmark pairs stay 7.0 mm (RMS) apart, 'c' most, 12.0 mm" in sentence


def test_an_open_direction_is_named_after_what_it_lies_along():
    up = DirectionCertainty("head-foot", (0.0, 0.0, 1.0), (0.0,) * 6, 4.0)
    side = DirectionCertainty("left-right", (1.0, 0.0, 0.0), (0.1,) * 6, 0.5)
    least = DirectionCertainty("least certain", (0.1, 0.0, 0.995), (0.0,) * 6, float("inf"))
    sentence = warn(GOOD, (side, up, least), None)[0]
    assert "head-foot" in sentence
    assert "more than 5 mm" in sentence


def test_images_that_lay_well_before_are_not_called_less_alike():
    merit = Merit(**{**GOOD.__dict__, "nmi_before": 1.2184, "nmi_after": 1.2178})
    assert warn(merit, (), None) == ()


def test_where_a_position_was_looked_for_is_told_unless_it_was_all_round():
    assert held("all round") == ()
    assert "near it alone" in held("near")[0]
    assert "left there" in held("given")[0]
