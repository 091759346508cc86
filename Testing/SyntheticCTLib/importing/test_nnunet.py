"""A folder in nnU-Net's form becomes a model: folds, scales, axes; its pickles run nothing."""

import json

import numpy as np
import pytest
import torch

from SyntheticCTLib import synthesize
from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.importing.families import look
from SyntheticCTLib.networks import build_network

ARGUMENTS = {
    "n_stages": 2,
    "features_per_stage": [4, 6],
    "conv_op": "torch.nn.modules.conv.Conv3d",
    "kernel_sizes": [[3, 3, 3], [3, 3, 3]],
    "strides": [[1, 1, 1], [2, 2, 2]],
    "n_conv_per_stage": [1, 2],
    "n_conv_per_stage_decoder": [1],
    "conv_bias": True,
    "norm_op": "torch.nn.modules.instancenorm.InstanceNorm3d",
    "norm_op_kwargs": {"eps": 1e-5, "affine": True},
    "nonlin": "torch.nn.LeakyReLU",
    "nonlin_kwargs": {"inplace": True},
}
ARCHITECTURES = "dynamic_network_architectures.architectures.unet"
OURS = {
    "_target_": "SyntheticCTLib.networks.PlainUNet",
    "features": [4, 6],
    "strides": [[1, 1, 1], [2, 2, 2]],
    "kernels": [[3, 3, 3], [3, 3, 3]],
    "blocks": [1, 2],
    "decoder_blocks": [1],
}
CT_SCALE = {"mean": -150.0, "std": 400.0}


def plans(**changes):
    configuration = {
        "patch_size": [20, 24, 28],
        "spacing": [1.0, 1.0, 1.0],
        "normalization_schemes": ["ZScoreNormalization"],
        "use_mask_for_norm": [False],
        "architecture": {
            "network_class_name": f"{ARCHITECTURES}.PlainConvUNet",
            "arch_kwargs": ARGUMENTS,
        },
        **changes,
    }
    return {
        "transpose_forward": [0, 1, 2],
        "image_reader_writer": "SimpleITKIO",
        "foreground_intensity_properties_per_channel": {"0": {"mean": 1.0, "std": 2.0}},
        "configurations": {
            "base": configuration,
            "3d_fullres": {"inherits_from": "base", "spacing": configuration["spacing"]},
        },
    }


def their_names(state):
    """Our names of weights as nnU-Net has them, with the head's second channel that nobody uses."""
    found = {}
    for name, value in state.items():
        part, *rest = name.split(".")
        layer = ".".join(rest).replace("adn.N", "norm")
        if part == "encoder":
            stage, convolution, what, which = layer.split(".")
            found[f"encoder.stages.{stage}.0.convs.{convolution}.{what}.{which}"] = value
        elif part == "decoder":
            stage, convolution, what, which = layer.split(".")
            found[f"decoder.stages.{stage}.convs.{convolution}.{what}.{which}"] = value
        elif part == "upsamplings":
            found[f"decoder.transpconvs.{layer}"] = value
        else:
            found[f"decoder.seg_layers.0.{layer}"] = torch.cat([value, value + 5])
    return found


@pytest.fixture
def networks():
    made = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        made.append(build_network(OURS).eval())
    return made


@pytest.fixture
def folder(tmp_path, networks):
    place = tmp_path / "nnUNetTrainerMRCT_mae__nnUNetPlans__3d_fullres"
    place.mkdir()
    (place / "plans.json").write_text(json.dumps(plans()))
    (place / "dataset.json").write_text(json.dumps({"channel_names": {"0": "MR"}}))
    for fold, network in enumerate(networks):
        (place / f"fold_{fold}").mkdir()
        content = {
            "network_weights": their_names(network.state_dict()),
            "init_args": {"configuration": "3d_fullres"},
            "logging": {"train_losses": [np.float64(0.5)]},
            "inference_allowed_mirroring_axes": None,
        }
        torch.save(content, place / f"fold_{fold}" / "checkpoint_final.pth")
    scale = {"foreground_intensity_properties_per_channel": {"0": CT_SCALE}}
    (place / "gt_nnUNetPlans.json").write_text(json.dumps(scale))
    return place


def test_folds_are_averaged_and_scaled_as_the_targets_plans_say(folder, networks, add, mr):
    added = add(folder, name="tiny")

    made = synthesize(mr, "tiny", spread=True)

    values = mr.array.astype(np.float64)
    shown = torch.from_numpy(((values - values.mean()) / values.std()).astype(np.float32))
    with torch.inference_mode():
        answers = [network(shown[None, None])[0, 0].numpy() for network in networks]
    hu = [answer * CT_SCALE["std"] + CT_SCALE["mean"] for answer in answers]
    assert added.offer.members == 2
    assert np.abs(made.volume.array - np.mean(hu, axis=0)).max() <= 0.51
    assert np.abs(made.spread.array - np.std(hu, axis=0, ddof=1)).max() <= 0.51
    assert len(made.record.model.members_sha256) == 1
    # Nobody stated the regions that it learnt from.
    assert any("which body regions" in doubt.sentence for doubt in made.record.warnings)


def test_mirror_images_have_a_spread_too(folder, add, mr):
    add(folder, name="tiny")

    together = synthesize(mr, "tiny", mirror=True)
    apart = synthesize(mr, "tiny", mirror=True, spread=True)

    assert np.abs(together.volume.array - apart.volume.array).max() <= 1
    assert apart.spread.array.max() > 0
    assert apart.record.prediction["answers"] == 16


def test_without_the_targets_plans_the_scale_is_asked_for(folder):
    (folder / "gt_nnUNetPlans.json").unlink()

    with pytest.raises(ModelError, match="output_scale"):
        look(folder, {})


def test_axes_spacing_and_tiles_are_those_of_the_plans(folder):
    turned = plans(spacing=[3.0, 1.0, 2.0], patch_size=[8, 16, 32])
    turned["transpose_forward"] = [1, 0, 2]
    (folder / "plans.json").write_text(json.dumps(turned))

    about = look(folder, {}).about

    assert about.axes == "jki"
    assert about.spacing_mm == (2.0, 3.0, 1.0)
    assert about.patch_size == (16, 8, 32)


def test_a_scale_that_is_not_known_is_named(folder):
    (folder / "plans.json").write_text(json.dumps(plans(normalization_schemes=["CTtanh"])))

    with pytest.raises(ModelError, match="CTtanh"):
        look(folder, {})


def test_the_mask_that_the_forks_have_switched_off_changes_nothing(folder):
    masked = plans(normalization_schemes=["ZScoreNormalization_masked"], use_mask_for_norm=[True])
    (folder / "plans.json").write_text(json.dumps(masked))

    assert look(folder, {}).about.input_scale == ({"do": "z-score"},)


def test_the_targets_plans_may_be_called_as_in_nnsyns_containers(folder):
    (folder / "gt_nnUNetPlans.json").rename(folder / "260_gt_nnUNetPlans.json")

    scale = look(folder, {}).about.output_scale

    assert (scale["mean"], scale["sd"]) == (CT_SCALE["mean"], CT_SCALE["std"])


class Runs:
    """A pickle that would make a file when it is read."""

    def __init__(self, path):
        self._path = path

    def __reduce__(self):
        return open, (str(self._path), "w")


def test_a_checkpoint_that_runs_code_is_refused_and_leaves_nothing(folder, add, tmp_path):
    checkpoint = folder / "fold_0" / "checkpoint_final.pth"
    torch.save({"network_weights": Runs(tmp_path / "owned")}, checkpoint)

    with pytest.raises(ModelError, match="wants to run code"):
        add(folder)

    assert not (tmp_path / "owned").exists()
