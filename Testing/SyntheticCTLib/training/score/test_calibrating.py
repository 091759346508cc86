"""What was fitted to simulated pairs has room for real ones, and says what it was fitted to."""

import numpy as np
import pytest

from SyntheticCTLib.models.outputs import Calibration
from SyntheticCTLib.models.surface_calibration import SurfaceCalibration
from SyntheticCTLib.surface.measure.expected import expected_of
from SyntheticCTLib.training.score.calibrating import LOWER_SHARE, WIDER_BOUNDS, with_room

FITTED = Calibration(0.9, 1.2, 0.4, ("a", "b", "c"), True)
SURFACE = SurfaceCalibration(
    2.0, 200.0, (1.0, 4.0), (0.98, 0.7), (0.3, 2.0), -0.02, -0.05, 0.02, 0.8, ("a", "b", "c")
)


def expected(surface, apart):
    points = np.zeros((4, 3))
    return expected_of(np.full(4, apart), points, np.ones(4), surface)


def test_bounds_are_farther_apart_and_nothing_is_guaranteed():
    wider, _ = with_room(FITTED, None)

    assert wider.factor == pytest.approx(WIDER_BOUNDS * 1.2)
    assert wider.error_share == FITTED.error_share
    assert not wider.guaranteed


def test_wider_bounds_let_expect_the_same_share_with_a_lower_end():
    _, wider = with_room(FITTED, SURFACE)

    before, after = expected(SURFACE, 2.0), expected(wider, WIDER_BOUNDS * 2.0)
    assert after.share == pytest.approx(before.share)
    assert after.lowest == pytest.approx(before.lowest - LOWER_SHARE)


def test_the_sentence_says_that_no_real_patient_was_measured():
    _, wider = with_room(FITTED, SURFACE)

    assert "all of them simulated" in expected(wider, 2.0).sentence
    assert "simulated" not in expected(SURFACE, 2.0).sentence
