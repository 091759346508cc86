"""What is written is a MONAI bundle: MONAI's own tools read it."""

import json
from dataclasses import replace

import pytest
import torch
from monai.bundle import ConfigParser, verify_net_in_out

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.bundle import half_precision, write_model_folder
from SyntheticCTLib.networks import build_network, count_parameters


def parser_of(folder):
    parser = ConfigParser()
    parser.read_config(folder / "configs" / "inference.json")
    parser.read_meta(folder / "configs" / "metadata.json")
    parser["bundle_root"] = str(folder)
    return parser


def write_bare(folder, network, metadata):
    write_model_folder(
        folder, network=network, network_definition={}, metadata=metadata, card="", licence=""
    )


def test_monai_builds_the_same_network_and_loads_the_same_weights(model_folder):
    parser = parser_of(model_folder)

    network = parser.get_parsed_content("network")
    parser.get_parsed_content("load_weights")

    ours = load_model(model_folder).network().state_dict()
    theirs = network.state_dict()
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name].cpu()) for name in ours)


def test_monai_builds_the_inferer_with_the_models_tiles(model_folder):
    inferer = parser_of(model_folder).get_parsed_content("inferer")

    assert tuple(inferer.roi_size) == (8, 16, 16)
    assert inferer.overlap == 0.5


def test_monai_finds_that_the_network_takes_and_gives_what_the_metadata_say(model_folder):
    configs = model_folder / "configs"

    verify_net_in_out(
        net_id="network_def",
        meta_file=str(configs / "metadata.json"),
        config_file=str(configs / "inference.json"),
        device="cpu",
        n=4,
    )

    written = json.loads((configs / "metadata.json").read_text())
    assert written["network_data_format"]["inputs"]["image"]["spatial_shape"] == ["2*n"] * 3


def test_the_metadata_have_monais_mandatory_fields(model_folder):
    written = json.loads((model_folder / "configs" / "metadata.json").read_text())

    mandatory = (
        "version monai_version pytorch_version numpy_version required_packages_version task "
        "description authors copyright network_data_format"
    )
    assert set(mandatory.split()) <= written.keys()


def test_weights_are_stored_in_half_precision_with_their_size(model_folder, network):
    weights = json.loads((model_folder / "configs" / "metadata.json").read_text())["synthetic_ct"][
        "weights"
    ]

    file = model_folder / weights["file"]
    count = sum(parameter.numel() for parameter in network.parameters())
    assert weights["parameters"] == count
    assert weights["bytes"] == file.stat().st_size
    assert 2 * count < weights["bytes"] < 2 * count + 20_000


def test_writing_twice_gives_the_same_bytes(tmp_path, network, metadata, model_folder):
    again = tmp_path / "again" / "tiny"

    write_model_folder(
        again,
        network=network,
        network_definition={},
        metadata=metadata,
        card="",
        licence="",
    )

    name = "models/model.safetensors"
    assert (again / name).read_bytes() == (model_folder / name).read_bytes()


def test_a_wrong_value_is_named_before_anything_is_written(tmp_path, network, metadata):
    block = replace(metadata.synthetic_ct, patch_size=(0, 16, 16))
    metadata = replace(metadata, synthetic_ct=block)

    with pytest.raises(ModelError, match=r"patch_size must be positive, not \[0, 16, 16\]"):
        write_bare(tmp_path / "m", network, metadata)

    assert not (tmp_path / "m").exists()


def test_weights_too_large_for_half_precision_are_refused(tmp_path, network, metadata):
    next(network.parameters()).data[:] = 1e6

    with pytest.raises(ModelError, match="float16 cannot hold"):
        write_bare(tmp_path / "m", network, metadata)


def test_statistics_beyond_half_precision_are_kept():
    norm = torch.nn.BatchNorm3d(2)
    norm.num_batches_tracked.fill_(1_000_000)
    norm.running_var.fill_(100_000.5)

    stored = half_precision(norm)

    assert int(stored["num_batches_tracked"]) == 1_000_000
    assert stored["running_var"].tolist() == [100_000.5, 100_000.5]
    assert stored["weight"].dtype is torch.float16


def test_layers_with_two_names_are_stored_once_and_loaded_whole(tmp_path, metadata):
    definition = {
        "_target_": "monai.networks.nets.DynUNet",
        "spatial_dims": 3,
        "in_channels": 1,
        "out_channels": 1,
        "kernel_size": [3, 3, 3],
        "strides": [1, 2, 2],
        "upsample_kernel_size": [2, 2],
        "filters": [2, 3, 4],
    }
    network = build_network(definition)
    info = write_model_folder(
        tmp_path / "twice",
        network=network,
        network_definition=definition,
        metadata=metadata,
        card="",
        licence="",
    )
    assert info.bytes < 2 * count_parameters(network) + 10_000
    loaded = load_model(tmp_path / "twice").network().state_dict()
    for name, value in network.state_dict().items():
        torch.testing.assert_close(loaded[name], value.half().float(), rtol=0, atol=0)
    theirs = parser_of(tmp_path / "twice")
    theirs.get_parsed_content("load_weights")
    found = theirs.get_parsed_content("network").state_dict()
    assert all(torch.equal(loaded[name], found[name].cpu().float()) for name in loaded)
