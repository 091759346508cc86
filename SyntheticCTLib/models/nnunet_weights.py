"""nnU-Net's networks (version 2, and its forks for synthesis) as ours: arguments and weights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import torch

from SyntheticCTLib.errors import ModelError

#: Architectures of nnU-Net, and ours.
_CLASSES = {
    "PlainConvUNet": "PlainUNet",
    "ResidualEncoderUNet": "ResidualEncoderUNet",
    "ResidualUNet": "ResidualUNet",
}

#: Names of weights in nnU-Net, and ours. Layers stand in its files several times; one is enough.
_BLOCK = r"(encoder|decoder)\.stages\.(\d+)\.blocks\.(\d+)\."
_NAMES = (
    (r"encoder\.stem\.convs\.0\.conv\.(\w+)", r"stem.conv.\1"),
    (r"encoder\.stem\.convs\.0\.norm\.(\w+)", r"stem.adn.N.\1"),
    (_BLOCK + r"conv1\.conv\.(\w+)", r"\1.\2.\3.first.conv.\4"),
    (_BLOCK + r"conv1\.norm\.(\w+)", r"\1.\2.\3.first.adn.N.\4"),
    (_BLOCK + r"conv2\.conv\.(\w+)", r"\1.\2.\3.second.conv.\4"),
    (_BLOCK + r"conv2\.norm\.(\w+)", r"\1.\2.\3.second.adn.N.\4"),
    (_BLOCK + r"skip\.(\d+)\.conv\.(\w+)", r"\1.\2.\3.skip.\4.conv.\5"),
    (_BLOCK + r"skip\.(\d+)\.norm\.(\w+)", r"\1.\2.\3.skip.\4.adn.N.\5"),
    (r"encoder\.stages\.(\d+)\.\d+\.convs\.(\d+)\.conv\.(\w+)", r"encoder.\1.\2.conv.\3"),
    (r"encoder\.stages\.(\d+)\.\d+\.convs\.(\d+)\.norm\.(\w+)", r"encoder.\1.\2.adn.N.\3"),
    (r"decoder\.stages\.(\d+)\.convs\.(\d+)\.conv\.(\w+)", r"decoder.\1.\2.conv.\3"),
    (r"decoder\.stages\.(\d+)\.convs\.(\d+)\.norm\.(\w+)", r"decoder.\1.\2.adn.N.\3"),
    # The interpolating decoder of the fork has a convolution after the interpolation.
    (r"decoder\.transpconvs\.(\d+)\.conv3d\.(\w+)", r"upsamplings.\1.1.\2"),
    (r"decoder\.transpconvs\.(\d+)\.(weight|bias)", r"upsamplings.\1.\2"),
)

#: Its last layers, one a depth; the finest has the highest number.
_HEAD = re.compile(r"decoder\.seg_layers\.(\d+)\.(\w+)")


def our_state(contents: Mapping[str, torch.Tensor], where: str) -> dict[str, torch.Tensor]:
    """nnU-Net's ``network_weights`` under our names; of several heads the finest.

    Raises:
        ModelError: they are of no network of nnU-Net's kind.
    """
    ours: dict[str, torch.Tensor] = {}
    heads: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in contents.items():
        name = name.removeprefix("module.").removeprefix("_orig_mod.")
        for pattern, replacement in _NAMES:
            if re.fullmatch(pattern, name):
                ours[re.sub(pattern, replacement, name)] = value
                break
        if head := _HEAD.fullmatch(name):
            heads.setdefault(int(head[1]), {})[head[2]] = value
    if not heads:
        raise ModelError(f"{where} holds no network of nnU-Net's kind: no segmentation layer.")
    return {**ours, **{f"head.{name}": value for name, value in heads[max(heads)].items()}}


def our_definition(configuration: Mapping[str, Any], state: Mapping[str, torch.Tensor]) -> Any:
    """The network of a configuration of plans as a definition of ours.

    Args:
        configuration: of ``plans.json``, of nnU-Net 2.0 to 2.2 or later ones.
        state: its weights under our names, which tell what the plans do not.

    Raises:
        ModelError: it is of another kind.
    """
    if "architecture" in configuration:
        name = str(configuration["architecture"]["network_class_name"]).rpartition(".")[2]
        entries = configuration["architecture"]["arch_kwargs"]
        _check_layers(entries)
        features, kernels, strides = (
            entries[key] for key in ("features_per_stage", "kernel_sizes", "strides")
        )
        blocks = entries.get("n_conv_per_stage", entries.get("n_blocks_per_stage"))
        decoder_blocks = entries["n_conv_per_stage_decoder"]
    else:
        name = str(configuration["UNet_class_name"])
        kernels, strides = configuration["conv_kernel_sizes"], configuration["pool_op_kernel_sizes"]
        base, most = configuration["UNet_base_num_features"], configuration["unet_max_num_features"]
        features = [min(base * 2**stage, most) for stage in range(len(kernels))]
        blocks = configuration["n_conv_per_stage_encoder"]
        decoder_blocks = configuration["n_conv_per_stage_decoder"]
    if name not in _CLASSES:
        raise ModelError(
            f"The network is a {name}; of nnU-Net's {', '.join(_CLASSES)} are known here."
        )
    depth = len(features)
    counts = [blocks] * depth if isinstance(blocks, int) else list(blocks)
    decoder_counts = (
        [decoder_blocks] * (depth - 1) if isinstance(decoder_blocks, int) else list(decoder_blocks)
    )
    interpolates = "upsamplings.0.1.weight" in state
    return {
        "_target_": f"SyntheticCTLib.networks.{_CLASSES[name]}",
        "features": list(features),
        "strides": strides,
        "kernels": kernels,
        "blocks": counts,
        "decoder_blocks": decoder_counts[::-1],  # ours counts from fine to coarse
        "decoder": "trilinear" if interpolates else "transposed",
        "dimensions": len(kernels[0]),
        "in_channels": int(next(iter(state.values())).shape[1]),
        "out_channels": len(state["head.bias"]),
    }


def _check_layers(entries: Mapping[str, Any]) -> None:
    """Refuse layers that our networks do not have."""
    norm, activation = str(entries.get("norm_op")), str(entries.get("nonlin"))
    slope = (entries.get("nonlin_kwargs") or {}).get("negative_slope", 0.01)
    eps = (entries.get("norm_op_kwargs") or {}).get("eps", 1e-5)
    if "InstanceNorm" not in norm or "LeakyReLU" not in activation or (slope, eps) != (0.01, 1e-5):
        raise ModelError(
            f"The network has {norm} and {activation}: InstanceNorm and LeakyReLU as nnU-Net has "
            "them are known here."
        )
    if not entries.get("conv_bias", True) or entries.get("squeeze_excitation"):
        raise ModelError("The network has convolutions without bias, or squeezes: not known here.")
