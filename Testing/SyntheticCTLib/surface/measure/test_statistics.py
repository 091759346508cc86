import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.statistics import (
    DistanceSamples,
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


@pytest.mark.parametrize(
    ("tolerance", "share"), [(0.0, 0.95), (-1.0, 0.95), (60.0, 0.95), (2.0, 95.0), (2.0, 0.0)]
)
def test_tolerance_and_share_out_of_range_are_refused(tolerance, share):
    with pytest.raises(InputError, match="got"):
        AccuracyOptions(tolerance_mm=tolerance, required_share=share)
