import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.masks.components import large_parts
from SyntheticCTLib.masks.distances import distance_to
from SyntheticCTLib.masks.morphology import (
    closed,
    dilate,
    erode,
    grown_by_one,
    opened,
    without_holes,
)

SPACING = (1.0, 2.0, 4.0)


def test_dilation_reaches_as_far_in_mm_along_every_axis():
    point = np.zeros((9, 17, 33), bool)
    point[4, 8, 16] = True
    ball = dilate(point, SPACING, 8.0)
    reach = [np.ptp(np.nonzero(ball)[axis]) // 2 for axis in range(3)]
    assert reach == [2, 4, 8]


@pytest.mark.parametrize("radius", [0.5, 1.5, 3.1, 6.0, 30.0])
def test_a_small_ball_is_laid_as_a_distance_map_lays_it(radius):
    random = np.random.default_rng(0)
    spacing = (0.977, 0.7, 3.27)
    for share in (0.0, 0.003, 0.3, 0.97):
        mask = random.random((9, 21, 26)) < share
        np.testing.assert_array_equal(
            dilate(mask, spacing, radius), distance_to(mask, spacing) <= radius
        )


def test_erosion_does_not_start_at_the_border_of_the_grid():
    half = np.zeros((4, 10, 10), bool)
    half[:, :, :6] = True
    eroded = erode(half, (1.0, 1.0, 1.0), 2.0)
    assert eroded[:, :, :4].all()
    assert not eroded[:, :, 4:].any()


def test_opening_takes_thin_parts_and_closing_fills_thin_gaps():
    plate = np.zeros((12, 20, 20), bool)
    plate[:, 4:12, :] = True
    thin = plate.copy()
    thin[:, 16:17, :] = True
    np.testing.assert_array_equal(opened(thin, (1.0, 1.0, 1.0), 2.0), plate)
    gap = plate.copy()
    gap[:, 6:8, :] = False
    np.testing.assert_array_equal(closed(gap, (1.0, 1.0, 1.0), 2.0), plate)


def test_small_components_go_and_large_ones_stay():
    mask = np.zeros((4, 20, 20), bool)
    mask[:, :8, :8] = True
    mask[:, 12:16, 12:16] = True
    mask[0, 19, 0] = True
    kept = large_parts(mask, 0.1)
    assert kept[:, 12:16, 12:16].all()
    assert not kept[0, 19, 0]


def test_a_tunnel_along_k_is_a_hole():
    mask = np.zeros((5, 12, 12), bool)
    mask[:, 2:10, 2:10] = True
    solid = mask.copy()
    mask[:, 5:7, 5:7] = False
    np.testing.assert_array_equal(without_holes(mask), solid)


def test_growing_by_one_takes_the_six_neighbours_as_itk_does():
    mask = np.random.default_rng(3).random((6, 9, 12)) > 0.9
    image = sitk.GetImageFromArray(mask.astype(np.uint8))
    dilated = sitk.GetArrayFromImage(sitk.BinaryDilate(image, [1, 1, 1], sitk.sitkCross))
    np.testing.assert_array_equal(grown_by_one(mask), dilated.astype(bool))
    np.testing.assert_array_equal(grown_by_one(mask[2]), grown_by_one(mask[2:3])[0])


def test_planes_laid_some_at_a_time_know_their_neighbours():
    mask = np.random.default_rng(1).random((75, 12, 12)) < 0.002
    grown = dilate(mask, (1.0, 1.0, 0.8), 2.5)
    np.testing.assert_array_equal(grown, distance_to(mask, (1.0, 1.0, 0.8)) <= 2.5)
