"""Losses against figures worked out by hand."""

import pytest
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.training.losses import make_loss

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
