"""A compiled network is the same function in fewer steps, for every kind of network there is, and
changes little in fewer bits, for its ends stay precise."""

import numpy as np
import pytest
import torch
from torch import nn

from SyntheticCTLib.inference.precision import check_precision
from SyntheticCTLib.models import list_models, load_model
from SyntheticCTLib.networks import build_network
from SyntheticCTLib.networks.compiled import compiled, computes_by_convolutions
from SyntheticCTLib.networks.fewer_bits import in_fewer_bits
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

BFLOAT16 = torch.bfloat16

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
def test_all_that_is_learnt_is_in_convolutions(definition):
    assert computes_by_convolutions(compiled(trained(definition)))


def test_what_has_learnt_more_than_convolutions_is_not_cast():
    assert not computes_by_convolutions(compiled(trained(OTHERS[0])))


def test_a_network_without_convolutions_stays_itself():
    network = nn.Identity()

    assert compiled(network) is network


@pytest.mark.parametrize("model", [info.id for info in list_models()])
def test_shipped_models_answer_the_same_and_all_their_norms_fold(model):
    network = load_model(model).network()
    fast = compiled(network)
    shown = image(8, 32, 32)

    with torch.inference_mode():
        torch.testing.assert_close(fast(shown), network(shown), rtol=1e-4, atol=1e-5)
    assert computes_by_convolutions(fast)


def change(found, exact):
    return float((found.float() - exact).abs().mean())


@pytest.mark.parametrize("definition", WITH_BATCH_NORM, ids=str)
def test_precise_ends_are_nearer_to_the_truth_than_the_whole_in_fewer_bits(definition):
    network, shown = trained(definition), image(4, 32, 32)
    exact = network(shown)

    found = in_fewer_bits(compiled(network), BFLOAT16)(shown)

    assert 0 < change(found, exact) < 0.9 * change(compiled(network).to(BFLOAT16)(shown), exact)
    assert found.shape == exact.shape


def test_float16_is_precise_enough_as_it_is():
    network = in_fewer_bits(compiled(trained(WITH_BATCH_NORM[0])), torch.float16)

    assert {value.dtype for value in network.parameters()} == {torch.float16}


def test_what_is_no_graph_is_cast_with_its_biases_kept():
    network = nn.Sequential(nn.Conv3d(1, 4, 3, padding=1), nn.Conv3d(4, 1, 1)).requires_grad_(False)
    shown = image(4, 16, 16)

    found = in_fewer_bits(compiled(network), BFLOAT16)

    assert [value.dtype for value in found.parameters()] == [BFLOAT16, torch.float32] * 2
    assert change(found(shown), network(shown)) < 0.01


def test_a_machine_that_has_to_emulate_gives_nearly_the_same(monkeypatch):
    network, shown = trained(WITH_BATCH_NORM[0]), image(4, 32, 32)
    found = in_fewer_bits(compiled(network), BFLOAT16)
    exact, here = network(shown), found(shown)

    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    emulated = found(shown)

    assert emulated.dtype is here.dtype
    assert change(emulated, here.float()) < 0.5 * change(here, exact)
    assert change(emulated, exact) < 1.1 * change(here, exact)


@pytest.mark.parametrize("model", [info.id for info in list_models()])
def test_what_comes_in_the_box_passes_the_check_with_room(model):
    """With the limb phantom, on the scale of an image in a body: mean 0 and SD 1."""
    found = load_model(model)
    phantom = make_limb_phantom(size=(64, 64, 8), spacing=(1.5, 1.5, 3.0))
    values = (phantom.ct if found.info.input_modality == "CT" else phantom.mr).array
    shown = torch.from_numpy((values - values.mean()) / values.std())[None, None].float()
    unit = float(found.info.output_normalisation["sd"])

    with torch.inference_mode():
        exact = compiled(found.network())(shown)[:, :1]
        rough = in_fewer_bits(compiled(found.network()), BFLOAT16)(shown)[:, :1].float()

    check = check_precision(rough, exact, BFLOAT16, unit)
    assert check.passed, check
    assert check.mean < 0.75
    assert np.isfinite(check.p999)
