"""A compiled network is the same function in fewer steps, for every kind of network there is."""

import pytest
import torch
from torch import nn

from SyntheticCTLib.models import load_model
from SyntheticCTLib.networks import build_network
from SyntheticCTLib.networks.compiled import compiled, computes_by_convolutions

_UNET = {
    "features": [4, 8],
    "strides": [[1, 1, 1], [1, 2, 2]],
    "kernels": [[1, 3, 3], [3, 3, 3]],
    "blocks": [1, 2],
    "decoder_blocks": 1,
}
RESIDUAL = {"_target_": "SyntheticCTLib.networks.ResidualUNet", **_UNET}
PLAIN = {"_target_": "SyntheticCTLib.networks.PlainUNet", **_UNET}
DYNAMIC = {
    "_target_": "monai.networks.nets.DynUNet",
    "spatial_dims": 3,
    "in_channels": 1,
    "out_channels": 1,
    "kernel_size": [3, 3, 3],
    "strides": [1, 2, 2],
    "upsample_kernel_size": [2, 2],
    "filters": [4, 8, 8],
    "norm_name": "batch",
    "res_block": True,
}
OTHERS = [
    {"_target_": "SyntheticCTLib.networks.LightUNet", "features": [4, 4, 4, 4, 4, 4]},
    {"_target_": "SyntheticCTLib.networks.NeighbourSlicesUNet", "features": [4] * 6},
    {"_target_": "SyntheticCTLib.networks.Vgg16UNet", "width": 0.05},
    {**RESIDUAL, "norm": "instance"},
]
WITH_BATCH_NORM = [
    {**RESIDUAL, "norm": "batch"},
    {**RESIDUAL, "norm": "batch", "input_skip": True},
    {**RESIDUAL, "norm": "batch", "out_channels": 4},
    {**RESIDUAL, "norm": "batch", "decoder": "trilinear"},
    {**PLAIN, "norm": "batch"},
    DYNAMIC,
]


def trained(definition):
    """A network whose norms have learnt something, so that folding them wrongly shows."""
    torch.manual_seed(2)
    network = build_network(definition)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d | nn.BatchNorm3d):
            nn.init.normal_(module.running_mean, 0.0, 0.5)
            nn.init.uniform_(module.running_var, 0.5, 2.0)
            nn.init.uniform_(module.weight, 0.5, 2.0)
            nn.init.normal_(module.bias)
    return network.eval().requires_grad_(False)


def image(*sides):
    return torch.randn(1, 1, *sides, generator=torch.Generator().manual_seed(4))


@pytest.mark.parametrize("definition", WITH_BATCH_NORM + OTHERS, ids=str)
def test_the_answer_is_the_same(definition):
    network = trained(definition)
    shown = image(4, 32, 32)
    expected = network(shown)

    torch.testing.assert_close(compiled(network)(shown), expected, rtol=1e-4, atol=1e-5)
    assert torch.equal(network(shown), expected), "the network itself has changed"


@pytest.mark.parametrize("definition", WITH_BATCH_NORM, ids=str)
def test_norms_and_averages_are_gone(definition):
    kinds = {type(module) for module in compiled(trained(definition)).modules()}

    assert not kinds & {nn.BatchNorm3d, nn.AvgPool3d}


@pytest.mark.parametrize("definition", WITH_BATCH_NORM, ids=str)
def test_what_is_all_convolutions_computes_in_fewer_bits(definition):
    network = trained(definition)
    fast = compiled(network)
    shown = image(4, 32, 32)

    assert computes_by_convolutions(fast)
    exact, rough = network(shown), fast.to(torch.bfloat16)(shown).float()
    assert 0 < (rough - exact).abs().mean() < 0.02 * exact.square().mean().sqrt()


def test_what_has_learnt_more_than_convolutions_is_not_cast():
    assert not computes_by_convolutions(compiled(trained(OTHERS[0])))


def test_a_network_without_convolutions_stays_itself():
    network = nn.Identity()

    assert compiled(network) is network


@pytest.mark.parametrize("model", ["mr-to-ct-limb", "cbct-to-ct", "ct-to-mr-limb"])
def test_shipped_models_answer_the_same_and_all_their_norms_fold(model):
    network = load_model(model).network()
    fast = compiled(network)
    shown = image(8, 32, 32)

    with torch.inference_mode():
        torch.testing.assert_close(fast(shown), network(shown), rtol=1e-4, atol=1e-5)
    assert computes_by_convolutions(fast)
