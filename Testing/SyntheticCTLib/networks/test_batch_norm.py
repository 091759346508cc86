"""Batch norm replaces instance norm everywhere, and keeps what it learnt."""

import pytest
import torch
from torch import nn

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.networks import build_network, count_parameters
from SyntheticCTLib.networks.batch_norm import MOMENTUM, keep_statistics

DEFINITION = {
    "_target_": "SyntheticCTLib.networks.ResidualUNet",
    "features": [4, 8],
    "strides": [[1, 1, 1], [1, 2, 2]],
    "kernels": [[1, 3, 3], [3, 3, 3]],
    "blocks": [1, 1],
    "decoder_blocks": 1,
}


def network(norm):
    torch.manual_seed(0)
    return build_network({**DEFINITION, "norm": norm})


def test_the_weights_are_as_many_as_with_instance_norm():
    assert count_parameters(network("batch")) == count_parameters(network("instance"))


def test_no_instance_norm_is_left():
    kinds = {type(module) for module in network("batch").modules()}
    assert nn.BatchNorm3d in kinds
    assert not any(issubclass(kind, nn.InstanceNorm3d) for kind in kinds)


def test_one_patch_in_training_is_normalised_as_by_instance_norm():
    image = torch.rand(1, 1, 4, 16, 16)
    torch.testing.assert_close(network("batch").train()(image), network("instance").train()(image))


def test_what_lies_far_away_changes_a_prediction_with_instance_norm_only():
    torch.manual_seed(1)
    here = torch.rand(1, 1, 4, 16, 32)
    elsewhere = here.clone()
    elsewhere[..., 24:] = 9.0
    changed = {}
    with torch.no_grad():
        for norm in ("batch", "instance"):
            predict = network(norm).eval()
            difference = (predict(here) - predict(elsewhere))[..., :8]
            changed[norm] = bool(difference.abs().max() > 0)
    assert changed == {"batch": False, "instance": True}


def test_statistics_follow_the_patches_until_they_are_kept():
    norm = network("batch").train()
    first = next(module for module in norm.modules() if isinstance(module, nn.BatchNorm3d))
    norm(torch.rand(1, 1, 4, 16, 16))
    learnt = first.running_mean.clone()
    assert first.momentum == MOMENTUM
    assert bool(learnt.abs().max() > 0)
    keep_statistics(norm)
    norm(torch.rand(1, 1, 4, 16, 16))
    torch.testing.assert_close(first.running_mean, learnt, rtol=0, atol=0)
    assert first.weight.requires_grad, "scale and shift go on learning"


def test_an_unknown_norm_is_named():
    with pytest.raises(ModelError, match="not 'layer'"):
        network("layer")
