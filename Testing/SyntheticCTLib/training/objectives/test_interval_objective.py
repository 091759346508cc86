"""An answer with its doubt is learnt: quantiles, bone as a shape, and nothing without weight."""

import pytest
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.training.objectives.interval_objective import IntervalAndBone
from SyntheticCTLib.training.objectives.losses import pinball_loss
from SyntheticCTLib.training.objectives.objective import Surroundings
from SyntheticCTLib.training.objectives.registry import make_objective
from SyntheticCTLib.training.run.processes import Processes

FRAME = {"orientation": "LPS", "spacing_mm": [1.0, 1.0, 3.0]}
SETTINGS = {"name": "interval and bone", "image": {"name": "mae"}}


@pytest.fixture
def surroundings():
    statistics = HUStatistics(0.0, 100.0)
    return Surroundings(statistics, FRAME, torch.device("cpu"), None, 0, Processes())


def noise_batch(weight=1.0):
    """A target of unit noise, bone in its second half."""
    torch.manual_seed(2)
    shape = (1, 1, 4, 32, 32)
    bone = torch.zeros(shape)
    bone[..., 16:] = 1.0
    target, weights = torch.randn(shape), torch.full(shape, weight)
    return {"image": bone.clone(), "target": target, "weight": weights, "bone": bone}


@pytest.mark.parametrize("quantile", [0.05, 0.5, 0.95])
def test_the_pinball_loss_is_least_at_the_quantile(quantile):
    batch = noise_batch()
    target, weight = batch["target"], batch["weight"]
    tried = torch.linspace(-3, 3, 121)
    losses = [pinball_loss(at.expand_as(target), target, weight, quantile=quantile) for at in tried]
    best = tried[int(torch.stack(losses).argmin())]
    assert best.item() == pytest.approx(torch.quantile(target, quantile).item(), abs=0.06)


def test_a_linear_network_learns_quantiles_and_bone(surroundings):
    objective = make_objective(SETTINGS, surroundings)
    assert isinstance(objective, IntervalAndBone)
    batch = noise_batch()
    network = torch.nn.Conv3d(1, 4, 1)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.05)
    for _ in range(400):
        optimizer.zero_grad()
        objective.loss(network, batch).backward()
        optimizer.step()
    value, lower, upper, bone = network(batch["image"]).detach()[0]
    target = batch["target"][0, 0]
    assert (target < lower).float().mean().item() == pytest.approx(0.05, abs=0.03)
    assert (target < value).float().mean().item() == pytest.approx(0.5, abs=0.06)
    assert (target < upper).float().mean().item() == pytest.approx(0.95, abs=0.03)
    assert torch.equal(bone > 0, batch["bone"][0, 0] > 0)


def test_what_has_no_weight_changes_neither_loss_nor_gradient(surroundings):
    objective = make_objective(SETTINGS, surroundings)
    batch = noise_batch()
    batch["weight"][..., :8] = 0.0
    network = torch.nn.Conv3d(1, 4, 1)
    losses = []
    for spoilt in (0.0, 500.0):
        batch["target"][..., :8] = spoilt
        batch["bone"][..., :8] = float(spoilt > 0)
        losses.append(objective.loss(network, batch))
    assert losses[0].item() == losses[1].item()


def test_quantiles_out_of_order_are_refused(surroundings):
    with pytest.raises(InputError, match=r"Quantiles must rise between 0 and 1, not 0.9 and 0.1"):
        make_objective({**SETTINGS, "quantiles": [0.9, 0.1]}, surroundings)
