"""Losses against figures worked out by hand."""

import math

import pytest
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.training.objectives.losses import make_loss, with_bone_edge, with_false_bone

PREDICTION = torch.tensor([1.0, 2.0, 5.0, 100.0])
TARGET = torch.tensor([0.0, 4.0, 5.0, 0.0])
WEIGHT = torch.tensor([1.0, 1.0, 2.0, 0.0])


@pytest.mark.parametrize(
    ("name", "expected"),
    [("mae", 3.0 / 4.0), ("mse", 5.0 / 4.0), ("mix", 3.0 / 4.0 + 4.4 * 5.0 / 4.0)],
)
def test_weighted_means(name, expected):
    assert make_loss(name)(PREDICTION, TARGET, WEIGHT).item() == pytest.approx(expected)


def test_the_mixture_takes_another_alpha():
    loss = make_loss("mix", alpha=2.0)(PREDICTION, TARGET, WEIGHT)
    assert loss.item() == pytest.approx(3.0 / 4.0 + 2.0 * 5.0 / 4.0)


@pytest.mark.parametrize("name", ["mae", "mse", "mix"])
def test_a_patch_without_weight_costs_nothing(name):
    assert make_loss(name)(PREDICTION, TARGET, torch.zeros(4)).item() == 0.0


def test_unknown_loss_is_refused():
    with pytest.raises(InputError, match="Unknown loss 'dice'"):
        make_loss("dice")


def _row(*values):
    """A row of voxels along i, (batch, 1, k, j, i)."""
    return torch.tensor(values).reshape(1, 1, 1, 1, -1)


def test_bone_far_from_all_bone_counts_more_and_bone_at_a_border_does_not():
    #              bone, its border, in reach of it, far, far and below the threshold
    target = _row(2.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    prediction = _row(2.0, 2.0, 0.0, 0.0, 3.0, 0.5)
    loss = with_false_bone(make_loss("mae"), factor=5.0, threshold=1.0)
    weights = (1, 1, 1, 1, 5, 1)
    expected = (1 * 2.0 + 5 * 3.0 + 1 * 0.5) / sum(weights)
    found = loss(prediction, target, torch.ones_like(target))
    assert found.item() == pytest.approx(expected)


def test_a_voxel_without_weight_stays_without_it_as_false_bone():
    target, prediction = _row(0.0, 0.0), _row(3.0, 0.0)
    loss = with_false_bone(make_loss("mae"), factor=5.0, threshold=1.0)
    assert loss(prediction, target, _row(0.0, 1.0)).item() == 0.0


def _edge(prediction, target, weight=None):
    """The term of the threshold alone: of 1.0, in units of 0.5."""
    loss = with_bone_edge(make_loss("mae"), share=2.0, threshold=1.0, width=0.5)
    weight = torch.ones_like(target) if weight is None else weight
    return (
        loss(prediction, target, weight) - make_loss("mae")(prediction, target, weight)
    ).item() / 2


def test_the_side_of_the_threshold_costs_cross_entropy_and_dice():
    target = _row(2.0, 0.0)
    odds = 1 / (1 + math.exp(-1.0))  # each voxel half a unit on the right side
    expected = -math.log(odds) + 1 - 2 * odds / (1 + odds + (1 - odds))
    assert _edge(_row(1.5, 0.5), target) == pytest.approx(expected, abs=1e-4)


def test_the_wrong_side_costs_more_than_doubt_and_doubt_more_than_the_right_side():
    target = _row(2.0, 0.0)
    right, doubt, wrong = (_edge(_row(*v), target) for v in ((3, -1.0), (1.0, 1.0), (-1.0, 3.0)))
    assert right < doubt < wrong


def test_a_voxel_without_weight_has_no_side():
    target, weight = _row(2.0, 0.0, 5.0), _row(1.0, 1.0, 0.0)
    found = {_edge(_row(1.5, 0.5, other), target, weight) for other in (-9.0, 1.0, 9.0)}
    assert len(found) == 1
