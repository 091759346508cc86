"""A small model folder, written by the code that writes every model folder."""

import copy

import pytest
import torch

from SyntheticCTLib.models.bundle import write_model_folder
from SyntheticCTLib.networks import build_network

DEFINITION = {
    "_target_": "SyntheticCTLib.networks.PlainUNet",
    "features": [4, 8],
    "strides": [1, 2],
    "kernels": [3, 3],
    "blocks": [1, 1],
}

METADATA = {
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
        "outside_value": -1024,
        "patch_size": [8, 16, 16],
        "size_divisor": [2, 2, 2],
        "blending": {"kind": "gaussian", "overlap": 0.5},
        "training_statistics": {},
    },
}


@pytest.fixture
def metadata():
    return copy.deepcopy(METADATA)


@pytest.fixture
def network():
    torch.manual_seed(11)
    return build_network(DEFINITION)


@pytest.fixture
def model_folder(tmp_path, network, metadata):
    folder = tmp_path / "models" / "tiny"
    write_model_folder(
        folder,
        network=network,
        network_definition=DEFINITION,
        metadata=metadata,
        card="# Tiny\n",
        licence="Public domain\n",
    )
    return folder
