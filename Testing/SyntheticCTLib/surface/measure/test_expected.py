"""What bounds let expect of a bone surface by how far theirs lie apart."""

from dataclasses import replace

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.surface_calibration import SurfaceCalibration
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.expected import (
    EXPECTED_DISTANCE,
    FARTHEST_MM,
    bounds_apart,
    expected_accuracy,
    expected_of,
    with_expected_distance,
)
from SyntheticCTLib.synthesis.doubt import Doubt
from SyntheticCTLib.synthesis.made import Synthesis
from SyntheticCTLib.synthesis.record import ModelUsed, RecordedWarning, SynthesisRecord

SETTINGS = SurfaceSettings()
FITTED = SurfaceCalibration(
    2.0,
    200.0,
    (1.0, 3.0, 6.0),
    (1.0, 0.8, 0.2),
    (0.4, 1.5, 3.5),
    -0.05,
    -0.1,
    0.04,
    0.8,
    ("a", "b"),
)


@pytest.fixture(scope="module")
def ball():
    """A ball of bone whose HU fall by 100 a mm and are 200 at a radius of 12 mm."""
    k, j, i = np.indices((40, 40, 40)) - 19.5
    hu = np.clip(200 + 100 * (12 - np.sqrt(k**2 + j**2 + i**2)), -1000, 1500)
    return Volume(hu.astype(np.int16), metadata={"modality": "CT"})


def moved(volume, hu):
    return volume.with_array(volume.array + np.asarray(hu, np.int16))


def as_made(lower, upper):
    return (lambda: lower), (lambda: upper)


def synthesis(ball, calibration=FITTED, warned=(), **bounds):
    everywhere = ball.with_array(np.ones(ball.array.shape, bool))
    warnings = [RecordedWarning(code, "As told.") for code in warned]
    record = SynthesisRecord(ModelUsed("model"), warnings=warnings)
    doubt = Doubt(as_made(**bounds)) if bounds else None
    return Synthesis(ball, record, everywhere, doubt=doubt, surface_calibration=calibration)


def test_the_bounds_surfaces_are_as_far_apart_as_their_hu_say(ball):
    points = surface_of(ball, SETTINGS).points
    apart = bounds_apart(points, as_made(moved(ball, -100), moved(ball, 200)), SETTINGS)
    assert np.median(apart) == pytest.approx(3.0, abs=0.15)


def test_a_bound_without_bone_says_nothing(ball):
    points = surface_of(ball, SETTINGS).points
    lower = ball.with_array(np.minimum(ball.array, 100))
    apart = bounds_apart(points, as_made(lower, moved(ball, 100)), SETTINGS)
    assert (apart == FARTHEST_MM).all()


def test_what_is_expected_is_what_that_distance_meant_for_other_patients(ball):
    made = synthesis(ball, lower=moved(ball, -150), upper=moved(ball, 150))
    expected = expected_accuracy(made)
    assert expected.share == pytest.approx(0.75, abs=0.03)
    assert (expected.lowest, expected.highest) == pytest.approx(
        (expected.share - 0.1, expected.share + 0.04)
    )
    assert expected.mean_distance_mm == pytest.approx(1.5, abs=0.1)
    assert expected.sentence.startswith("Expected within 2 mm of the bone surface: 7")
    assert "comparable patients 80\u00a0% lay between" in expected.sentence


def test_an_image_that_the_guards_warn_of_is_expected_less_of(ball):
    bounds = {"lower": moved(ball, -150), "upper": moved(ball, 150)}
    plain = expected_accuracy(synthesis(ball, warned=("file", "method", "model"), **bounds))
    unlike = expected_accuracy(synthesis(ball, warned=("field-of-view",), **bounds))
    assert not plain.unlike
    assert unlike == replace(plain, unlike=True)
    assert unlike.sentence == plain.sentence + (
        " The image is unlike theirs (see the warnings), so this may not hold for it."
    )


def test_of_a_ct_that_was_forced_on_a_model_for_mrs_nothing_is_expected(ball):
    bounds = {"lower": moved(ball, -150), "upper": moved(ball, 150)}
    assert expected_accuracy(synthesis(ball, warned=("modality",), **bounds)) is None


def test_a_surface_can_be_coloured_by_what_is_expected(ball):
    surface = surface_of(ball, SETTINGS)
    made = synthesis(ball, lower=moved(ball, -150), upper=moved(ball, 150))
    coloured = with_expected_distance(surface, made)
    distance = meshes.point_array(coloured.mesh, EXPECTED_DISTANCE)
    assert np.median(distance) == pytest.approx(1.5, abs=0.1)
    with pytest.raises(InputError, match="says nothing of the accuracy of a surface"):
        with_expected_distance(surface, synthesis(ball))


def test_a_model_without_calibration_or_bounds_is_expected_nothing_of(ball):
    assert expected_accuracy(synthesis(ball)) is None
    bounds = {"lower": moved(ball, -100), "upper": moved(ball, 100)}
    assert expected_accuracy(synthesis(ball, None, **bounds)) is None
    empty = ball.with_array(np.full(ball.array.shape, -1000, np.int16))
    assert expected_accuracy(synthesis(empty, **bounds)) is None


def test_the_doubtful_places_lie_apart_and_beyond_the_tolerance():
    points = np.array([[0.0, 0, 0], [5, 0, 0], [50, 0, 0], [90, 0, 0]])
    apart = np.array([6.0, 5.9, 5.0, 1.0])
    found = expected_of(apart, points, np.ones(4), FITTED).worst
    assert [place.position_mm for place in found] == [(0.0, 0.0, 0.0), (50.0, 0.0, 0.0)]
    assert found[0].distance_mm == 3.5
    assert [place.at_least for place in found] == [True, False]
    told = expected_of(apart, points, np.ones(4), FITTED).lines
    assert "3.5 mm or more expected, at LPS 0.0, 0.0, 0.0" in told[1]
    assert "or more" not in told[2]


def test_shares_stay_shares():
    found = expected_of(np.array([20.0]), np.zeros((1, 3)), np.ones(1), FITTED)
    assert 0 <= found.lowest <= found.share <= found.highest <= 1
