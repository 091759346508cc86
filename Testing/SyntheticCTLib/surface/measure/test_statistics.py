import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.statistics import (
    DistanceSamples,
    directional,
    judge,
    summarise,
    weighted_quantile,
)


def samples(distance, area=None, counted=None, signed=True):
    distance = np.array(distance, float)
    area = np.ones(len(distance)) if area is None else np.array(area, float)
    counted = np.ones(len(distance), bool) if counted is None else np.array(counted)
    points = np.arange(3.0 * len(distance)).reshape(-1, 3)
    return DistanceSamples(distance, area, points, counted, signed)


def test_exactly_two_millimetres_is_within_and_more_is_not():
    found = summarise([samples([2.0, -2.0, 2.0 + 1e-6, 0.0])])
    assert found.within[2.0] == pytest.approx(0.75)


def test_area_decides_not_the_number_of_points():
    found = summarise([samples([0.0, 0.0, 0.0, 4.0], area=[1, 1, 1, 9])])
    assert found.within[2.0] == pytest.approx(0.25)
    assert found.mean_mm == pytest.approx(3.0)
    assert found.rms_mm == pytest.approx(np.sqrt(12))
    assert found.sd_mm == pytest.approx(np.sqrt(3))
    assert found.mean_absolute_mm == pytest.approx(3.0)


def test_quantiles_of_equal_weights_are_hazens():
    values = np.random.default_rng(0).normal(size=101)
    expected = np.quantile(values, [0.25, 0.5, 0.95], method="hazen")
    assert weighted_quantile(values, np.ones(101), [0.25, 0.5, 0.95]) == pytest.approx(expected)


def test_a_weight_of_three_counts_as_three_points_of_one():
    found = summarise([samples([-1.0, 2.0, 5.0], area=[3, 1, 1])])
    same = summarise([samples([-1.0, -1.0, -1.0, 2.0, 5.0])])
    for name in ("mean_mm", "sd_mm", "rms_mm", "mean_absolute_mm", "largest_mm", "within"):
        assert getattr(found, name) == pytest.approx(getattr(same, name))


def test_points_near_cut_faces_are_left_out_and_their_share_is_said():
    found = summarise([samples([0.1, 50.0, 0.2], counted=[True, False, True])])
    assert found.largest_mm == pytest.approx(0.2)
    assert found.left_out_share == pytest.approx(1 / 3)


def test_worst_place_is_named_with_its_sign():
    found = summarise([samples([0.5, -3.0, 2.0])])
    assert found.worst_place == (3.0, 4.0, 5.0)
    assert found.worst_distance_mm == -3.0


def test_without_a_sign_there_is_no_mean_and_no_quartile():
    found = summarise([samples([1.0, 2.0], signed=False)])
    assert found.mean_mm is None
    assert found.interquartile_range_mm is None
    assert found.mean_absolute_mm == pytest.approx(1.5)


def test_nothing_counted_is_undefined_and_fails():
    nothing = samples([1.0], counted=[False])
    both = directional([nothing], [nothing])
    assert both.pooled.within == {}
    assert not judge(both, 2.0, 0.95).passed


def test_missing_bone_cannot_hide_behind_the_other_direction():
    fine, bad = samples([0.0] * 100), samples([0.0] * 90 + [9.0] * 10)
    both = directional([fine], [bad])
    assert both.surface_dice(2.0) == pytest.approx(0.95)
    assert judge(both, 2.0, 0.95).share == pytest.approx(0.9)
    assert not judge(both, 2.0, 0.95).passed
    assert judge(both, 2.0, 0.9).passed


def test_a_share_just_missed_is_not_rounded_up_to_what_was_asked_for():
    nearly = samples([0.0] * 9496 + [9.0] * 504)
    verdict = judge(directional([nearly], [nearly]), 2.0, 0.95)
    assert verdict.sentence == (
        "NOT PASSED: 94.9% of the bone surface is within 2 mm (less than 95.0%)."
    )


def test_bone_that_one_image_lacks_fails_whatever_the_share():
    fine = directional([samples([0.0])], [samples([0.0])])
    verdict = judge(fine, 2.0, 0.95, ["The sCT has no fibula."])
    assert (verdict.passed, verdict.share) == (False, 1.0)
    assert "fibula" in verdict.reason


@pytest.mark.parametrize(("tolerance", "share"), [(0.0, 0.95), (-1.0, 0.95), (2.0, 95.0)])
def test_tolerance_and_share_out_of_range_are_refused(tolerance, share):
    with pytest.raises(InputError, match="got"):
        AccuracyOptions(tolerance_mm=tolerance, required_share=share)
