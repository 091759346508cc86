"""Weights of 8 bits come back within half a step, and a model folder of them is half as large."""

from dataclasses import replace

import pytest
import torch

from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.bundle import write_model_folder
from SyntheticCTLib.models.eight_bit import STEP, packed, unpacked
from SyntheticCTLib.models.loading import network_definition


def test_a_large_tensor_comes_back_within_half_a_step_of_its_channel():
    weights = torch.randn(16, 32, 3, 3, generator=torch.Generator().manual_seed(1))
    weights[3] *= 100

    back = unpacked(packed({"w": weights}))["w"]

    half = weights.abs().flatten(1).amax(1) / 127 / 2
    assert ((back - weights).abs().flatten(1).amax(1) <= half * 1.001).all()


def test_small_tensors_and_channels_of_nothing_are_kept_exactly():
    bias, nothing = torch.randn(24), torch.zeros(8, 1024)

    back = unpacked(packed({"bias": bias, "nothing": nothing}))

    assert torch.equal(back["bias"], bias)
    assert torch.equal(back["nothing"], nothing)


def test_steps_of_another_number_than_channels_are_refused():
    stored = packed({"w": torch.ones(64, 64)})
    stored["w" + STEP] = torch.ones(3)

    with pytest.raises(ValueError, match="64 channels and 3 steps"):
        unpacked(stored)


def test_a_model_folder_of_eight_bits_is_smaller_and_loads_as_the_same_network(
    model_folder, tmp_path
):
    model = load_model(model_folder)
    metadata = replace(model.metadata, synthetic_ct=replace(model.metadata.synthetic_ct))

    info = write_model_folder(
        tmp_path / "small",
        network=model.network(),
        network_definition=network_definition(model.info),
        metadata=metadata,
        card="",
        licence="",
        storage="int8",
    )

    assert info.weights[0].dtype == "int8"
    assert info.weights[0].bytes <= model.info.weights[0].bytes
    back = load_model(tmp_path / "small").network().state_dict()
    for name, value in model.network().state_dict().items():
        assert torch.allclose(back[name], value, atol=float(value.abs().max()) / 250 + 1e-6), name
