"""A model that is small enough to be made thousands of times."""

from __future__ import annotations

from typing import Any

TINY_NETWORK: dict[str, Any] = {
    "_target_": "SyntheticCTLib.networks.PlainUNet",
    "features": [4, 8],
    "strides": [1, 2],
    "kernels": [3, 3],
    "blocks": [1, 1],
}
TINY_METADATA: dict[str, Any] = {
    "name": "Tiny",
    "version": "0.1.0",
    "changelog": {"0.1.0": "first"},
    "task": "MR to CT",
    "description": "Random weights.",
    "authors": "nobody",
    "copyright": "none",
    "synthetic_ct": {
        "input_modality": "MR",
        "output_modality": "CT",
        "body_regions": ["limb"],
        "frame": {"orientation": "LPS", "spacing_mm": [4.0, 4.0, 10.0]},
        "input_normalisation": {"kind": "z-score in body"},
        "output_normalisation": {"kind": "HU", "mean": 0.0, "sd": 300.0, "clip": [-1024, 3071]},
        "outside_value": -1024.0,
        "patch_size": [8, 16, 16],
        "size_divisor": [2, 2, 2],
        "blending": {"kind": "gaussian", "overlap": 0.5},
        "training_statistics": {},
    },
}
