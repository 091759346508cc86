"""The model and the recipe of tests and campaigns: small enough to be made thousands of times."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

TINY_NETWORK: dict[str, Any] = {
    "_target_": "SyntheticCTLib.networks.PlainUNet",
    "features": [4, 8],
    "strides": [1, 2],
    "kernels": [3, 3],
    "blocks": [1, 1],
}
TINY_METADATA: dict[str, Any] = {
    "name": "Tiny test model",
    "version": "0.1.0",
    "changelog": {"0.1.0": "first"},
    "task": "MR to CT",
    "description": "Random weights.",
    "authors": "the tests",
    "copyright": "none",
    "synthetic_ct": {
        "input_modality": "MR",
        "output_modality": "CT",
        "body_regions": ["limb"],
        "frame": {"orientation": "LPS", "spacing_mm": [1.0, 1.0, 3.0]},
        "input_normalisation": {"kind": "z-score in body"},
        "output_normalisation": {"kind": "HU", "mean": 0.0, "sd": 300.0, "clip": [-1024, 3071]},
        "outside_value": -1024.0,
        "patch_size": [8, 16, 16],
        "size_divisor": [2, 2, 2],
        "blending": {"kind": "gaussian", "overlap": 0.5},
        "training_statistics": {},
    },
}

#: What the metadata of a model say whose network answers with bounds and bone too.
DOUBT = {"outputs": ["value", "lower", "upper", "bone"], "interval": {"quantiles": [0.05, 0.95]}}

#: Of pairs with voxels of 2 x 2 x 4 mm; it ends after six steps.
TINY_RECIPE: dict[str, Any] = {
    "name": "tiny",
    "description": "For tests.",
    "model": {
        **dict.fromkeys(("name", "task", "description"), "For tests."),
        "input_modality": "MR",
        "output_modality": "CT",
        "body_regions": ["limb"],
    },
    "network": {
        "_target_": "SyntheticCTLib.networks.ResidualUNet",
        "features": [4, 8],
        "strides": [[1, 1, 1], [1, 2, 2]],
        "kernels": [[1, 3, 3], [3, 3, 3]],
        "blocks": [1, 1],
        "decoder_blocks": 1,
        "decoder": "transposed",
    },
    "patch_size": [4, 16, 16],
    "size_divisor": [1, 2, 2],
    "frame": {"orientation": "LPS", "spacing_mm": [2.0, 2.0, 4.0]},
    "steps": 6,
    "batch_size": 2,
    "optimizer": {"name": "AdamW", "lr": 0.005},
    "loss": {"name": "mae"},
    "augmentation": {"noise": 0.05},
    "average_decay": 0.5,
    "save_every": 2,
    "validate_every": 100,
}


def untrained_network(definition: dict[str, Any] = TINY_NETWORK) -> nn.Module:
    """The tiny network, or another, with the same random weights each time."""
    import torch

    from SyntheticCTLib.networks import build_network

    torch.manual_seed(11)
    return build_network(definition)


def write_tiny_model(
    folder: Path,
    *,
    spacing_mm: tuple[float, float, float] = (1.0, 1.0, 3.0),
    overlap: float = 0.5,
    doubts: bool = False,
    card: str = "# Tiny\nTrained on nothing.\n",
) -> Path:
    """Write the model's folder, on a grid of its own; with ``doubts`` it has bounds and bone."""
    from SyntheticCTLib.models.bundle import write_model_folder
    from SyntheticCTLib.models.metadata import ModelMetadata

    metadata, definition = copy.deepcopy(TINY_METADATA), TINY_NETWORK
    if doubts:
        metadata["synthetic_ct"] |= copy.deepcopy(DOUBT)
        definition = {**TINY_NETWORK, "out_channels": len(DOUBT["outputs"])}
    metadata["synthetic_ct"]["frame"]["spacing_mm"] = list(spacing_mm)
    metadata["synthetic_ct"]["blending"]["overlap"] = overlap
    write_model_folder(
        folder,
        network=untrained_network(definition),
        network_definition=definition,
        metadata=ModelMetadata.from_dict(metadata),
        card=card,
        licence="Public domain\n",
    )
    return folder
