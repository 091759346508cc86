"""Dice, HD95 and surface Dice of label maps, against figures of the challenge's published code."""

import json

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.segmentation_metrics import (
    segmentation_agreement,
)
from SyntheticCTLib.image.volume import Volume

NAMES = {5: "liver", 51: "heart"}


def two_boxes():
    """The published test's labels, ``[x, y, z]`` there and ``[k, j, i]`` here."""
    labels = np.zeros((60, 50, 40), np.uint8)
    labels[10:30, 10:30, 10:30] = 5
    labels[35:50, 15:35, 5:25] = 51
    return labels


def volume(labels):
    return Volume(labels.transpose(2, 1, 0).copy(), spacing=(1.0, 1.5, 3.0))


def test_two_boxes_moved_by_two_voxels_equal_the_challenge():
    moved = volume(np.roll(two_boxes(), 2, axis=0))
    found = segmentation_agreement(moved, volume(two_boxes()))
    assert found.dice.value == pytest.approx(0.8833333, abs=1e-6)
    assert found.hd95.value == pytest.approx(2.0, abs=1e-5)
    assert found.missing == []
    assert found.surface_dice.value == 1


def test_a_missing_class_counts_in_dice_and_is_named_beside_hd95():
    predicted = two_boxes()
    predicted[predicted == 51] = 0
    found = segmentation_agreement(volume(predicted), volume(two_boxes()), names=NAMES)
    assert found.dice.value == pytest.approx(0.5)
    assert found.surface_dice.value == pytest.approx(0.5)
    assert found.missing == ["heart"]
    assert found.hd95.value == 0
    assert found.hd95.note == "1 of 2 classes missing"
    heart = found.classes[1]
    assert (heart.dice.value, heart.hd95.value) == (0, None)
    assert heart.hd95.note == "the predicted segmentation lacks this class"


def test_with_every_class_missing_hd95_is_undefined_and_not_zero():
    nothing = volume(np.zeros_like(two_boxes()))
    found = segmentation_agreement(nothing, volume(two_boxes()))
    assert found.dice.value == 0
    assert found.hd95.value is None
    assert found.hd95.note == "2 of 2 classes missing"


def test_a_class_that_only_the_prediction_has_is_named_and_left_out_of_the_means():
    reference = two_boxes()
    reference[reference == 51] = 0
    found = segmentation_agreement(volume(two_boxes()), volume(reference), names=NAMES)
    assert found.extra == ["heart"]
    assert found.dice.value == 1
    assert found.classes[1].reference_voxels == 0


def test_without_any_class_everything_is_undefined():
    nothing = volume(np.zeros_like(two_boxes()))
    found = segmentation_agreement(nothing, nothing)
    assert found.dice.value is found.hd95.value is found.surface_dice.value is None
    assert "none of the classes" in found.dice.note


def test_the_result_is_json():
    found = segmentation_agreement(volume(two_boxes()), volume(two_boxes()), tolerance_mm=1)
    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert plain["surface_dice"]["name"] == "surface Dice at 1 mm"
    assert len(plain["classes"]) == 2


def test_values_between_whole_numbers_are_refused():
    labels = volume(two_boxes().astype(float) / 2)
    with pytest.raises(InputError, match=r"whole numbers; this one has 2\.5"):
        segmentation_agreement(labels, labels)
