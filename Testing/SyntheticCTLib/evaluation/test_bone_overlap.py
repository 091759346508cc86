"""Bone precision, recall and Dice by threshold."""

import numpy as np
import pytest

from SyntheticCTLib.evaluation.bone_overlap import (
    BoneOverlap,
    bone_dice,
    bone_overlap_curve,
    gray_to_hu,
    windowed_bone_figures,
)


def images(sct, ct):
    return np.array(sct, float).reshape(1, 1, -1), np.array(ct, float).reshape(1, 1, -1)


def test_gray_levels_are_those_of_the_bone_window():
    assert [gray_to_hu(gray) for gray in (0, 0.4, 0.7, 1)] == pytest.approx([-500, 300, 900, 1500])


def test_one_threshold_counts_voxels_above_it():
    overlap = bone_overlap_curve(
        *images([500, 500, 500, 200, 0], [500, 0, 500, 500, 500]), thresholds_hu=[200]
    )[0]
    assert (overlap.sct_voxels, overlap.ct_voxels, overlap.common_voxels) == (3, 4, 2)
    assert overlap.precision == pytest.approx(2 / 3)
    assert overlap.recall == pytest.approx(1 / 2)
    assert overlap.dice == pytest.approx(4 / 7)
    assert overlap.to_dict()["dice"] == overlap.dice


def test_dice_above_the_bone_threshold():
    figure = bone_dice(*images([500, 500, 0], [500, 0, 0]))
    assert figure.name == "Dice above 200 HU"
    assert figure.value == pytest.approx(2 / 3)


def test_dice_without_bone_is_undefined():
    figure = bone_dice(*images([0, 1], [0, 2]))
    assert figure.value is None
    assert "above 200 HU" in figure.note


def test_windowed_figures_average_over_four_thresholds():
    precision, recall, dice = windowed_bone_figures(*images([1000, 1000, 0], [1000, 400, 1000]))
    assert precision.value == pytest.approx((1 + 0.5 + 0.5 + 0.5) / 4)
    assert recall.value == pytest.approx((2 / 3 + 0.5 * 3) / 4)
    assert dice.value == pytest.approx((4 / 5 + 0.5 * 3) / 4)
    assert dice.note == "mean over 300, 500, 700, 900 HU"


def test_thresholds_that_the_sct_never_reaches_are_named():
    precision, recall, dice = windowed_bone_figures(*images([600, 600], [1000, 0]))
    assert precision.value == pytest.approx(0.5)
    assert precision.note == (
        "mean over 300, 500 HU; without 700, 900 HU, above which the sCT has no voxel"
    )
    assert recall.value == pytest.approx(0.5)
    assert dice.value == pytest.approx((2 / 3 + 2 / 3 + 0 + 0) / 4)


def test_windowed_figures_without_any_bone_are_undefined():
    figures = windowed_bone_figures(*images([0, 10], [0, 20]))
    assert [figure.value for figure in figures] == [None, None, None]


def test_only_voxels_of_the_mask_count():
    sct, ct = images([500, 500], [500, 0])
    assert bone_dice(sct, ct, np.array([[[True, False]]])).value == 1


def test_more_common_bone_than_one_image_has_cannot_be():
    with pytest.raises(ValueError, match="5 voxels cannot be bone in both images where 4 are"):
        BoneOverlap(200.0, sct_voxels=4, ct_voxels=9, common_voxels=5)
