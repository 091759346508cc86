"""A segmentation network from an nnU-Net (version 2) folder, without nnU-Net and without trust.

nnU-Net's checkpoints are pickles. They are read with torch's restricted reader, which builds
tensors and plain values and runs nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from SyntheticCTLib.errors import InputError, ModelError
from SyntheticCTLib.files.text_files import read_object
from SyntheticCTLib.models.checkpoints import read_checkpoint
from SyntheticCTLib.models.nnunet_weights import our_state
from SyntheticCTLib.networks.unet import PlainUNet
from SyntheticCTLib.training.research.feature_network import (
    FeatureFrame,
    FeatureNetwork,
    zoom_between,
)

PLANS_FILE = "plans.json"

#: Weights of a trained fold, the better first.
_CHECKPOINTS = ("checkpoint_final.pth", "checkpoint_best.pth")


def read_nnunet_folder(folder: Path, frame: dict[str, Any]) -> FeatureNetwork:
    """The network of a folder like ``nnUNetTrainer__nnUNetPlans__3d_fullres``.

    TotalSegmentator's networks see their CT in RAS, so an image in LPS is flipped twice.

    Args:
        folder: with ``plans.json`` and ``fold_<n>/checkpoint_final.pth``.
        frame: orientation ("LPS") and spacing (i, j, k) of the images that it will be given.

    Raises:
        InputError: a file is missing or damaged, asks for more than values, or the network is not
            a plain 3D U-Net.
    """
    plans = read_object(folder / PLANS_FILE)
    configuration = _configuration(plans, folder)
    arguments = _arguments(configuration, folder)
    weights = _weights(_checkpoint(folder))
    network = PlainUNet(**arguments, out_channels=len(weights["head.bias"]))
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        reason = str(error).splitlines()[-1].strip()
        raise InputError(f"The weights in {folder} do not fit its plans: {reason}") from error
    order = plans.get("transpose_forward", [0, 1, 2])
    if order != [0, 1, 2]:
        raise InputError(f"The network in {folder} sees its axes in the order {order}: unknown.")
    hu = plans["foreground_intensity_properties_per_channel"]["0"]
    spacing = frame["spacing_mm"][::-1]
    return FeatureNetwork(
        network,
        arguments["strides"],
        FeatureFrame(
            hu["mean"],
            hu["std"],
            (hu["percentile_00_5"], hu["percentile_99_5"]),
            zoom_between(spacing, configuration["spacing"]),
            flipped=(1, 2),
        ),
    )


def _configuration(plans: dict[str, Any], folder: Path) -> dict[str, Any]:
    name = folder.name.rpartition("__")[2]
    found = plans["configurations"].get(name)
    if found is None:
        raise InputError(
            f"{folder / PLANS_FILE} has no configuration {name!r}: keep nnU-Net's name of the "
            "folder (<trainer>__<plans>__<configuration>)."
        )
    parent = plans["configurations"].get(found.get("inherits_from"), {})
    return {**parent, **found}


def _arguments(configuration: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Arguments of ``PlainUNet``, from plans of nnU-Net 2.0 to 2.2 or later ones."""
    if "architecture" in configuration:
        name = configuration["architecture"]["network_class_name"].rpartition(".")[2]
        entries = configuration["architecture"]["arch_kwargs"]
        features, kernels, strides, blocks, decoder_blocks = (
            entries.get(key)
            for key in (
                "features_per_stage",
                "kernel_sizes",
                "strides",
                "n_conv_per_stage",
                "n_conv_per_stage_decoder",
            )
        )
    else:
        name = configuration["UNet_class_name"]
        kernels, strides = configuration["conv_kernel_sizes"], configuration["pool_op_kernel_sizes"]
        base, most = configuration["UNet_base_num_features"], configuration["unet_max_num_features"]
        features = [min(base * 2**stage, most) for stage in range(len(kernels))]
        blocks = configuration["n_conv_per_stage_encoder"]
        decoder_blocks = configuration["n_conv_per_stage_decoder"]
    if name != "PlainConvUNet" or len(kernels[0]) != 3:
        raise InputError(
            f"The network in {folder} is a {name} of {len(kernels[0])} dimensions: give one of "
            "nnU-Net's plain 3D networks (PlainConvUNet)."
        )
    return {
        "features": features,
        "strides": strides,
        "kernels": kernels,
        "blocks": blocks,
        "decoder_blocks": decoder_blocks[::-1],  # ours counts from fine to coarse
    }


def _checkpoint(folder: Path) -> Path:
    for name in _CHECKPOINTS:
        for path in sorted(folder.glob(f"fold_*/{name}")):
            return path
    raise InputError(f"{folder} has no trained fold (fold_0/{_CHECKPOINTS[0]}).")


def _weights(path: Path) -> dict[str, torch.Tensor]:
    try:
        contents = read_checkpoint(path)["network_weights"]
    except (ModelError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} is damaged, no nnU-Net checkpoint, or wants to run code, which is refused "
            f"({type(error.__cause__ or error).__name__})."
        ) from error
    try:
        return our_state(contents, str(path))
    except ModelError as error:
        raise InputError(str(error)) from error
