"""A model that is worse than its parent, or than one value everywhere, says so."""

import pytest

from SyntheticCTLib.training.run.held_out_doubts import held_out_doubts


def rows(*validations):
    return [
        {"step": str(step), "name": name, "mae": str(error)}
        for step, errors in validations
        for name, error in zip("abc", errors, strict=True)
    ]


def test_a_better_model_says_nothing():
    told = rows((0, (50, 60, 70)), (100, (40, 50, 60)))
    assert held_out_doubts(told, "mae", {"a": 150.0, "b": 160.0, "c": 170.0}, "parent") == []


def test_worse_than_its_parent_is_told_with_both_medians():
    told = rows((0, (50, 60, 70)), (50, (10, 10, 10)), (100, (55, 65, 75)))
    (sentence,) = held_out_doubts(told, "mae", {}, "mr-to-ct-limb")
    assert "worse than mr-to-ct-limb" in sentence
    assert "65.0, before the training 60.0" in sentence


def test_no_better_than_the_mean_is_told():
    guess = {"a": 100.0, "b": 110.0, "c": 120.0}
    (sentence,) = held_out_doubts(rows((9, (100, 110, 120))), "mae", guess, None)
    assert "no better than the training patients' mean" in sentence
    assert "110.0" in sentence


@pytest.mark.parametrize("told", [[], rows((0, (1, 2, 3)))])
def test_a_run_without_steps_or_patients_left_out_says_nothing(told):
    assert held_out_doubts(told, "mae", {}, "parent") == []
