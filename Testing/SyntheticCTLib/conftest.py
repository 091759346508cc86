"""What many tests share: a small model folder, and the orientations that a grid can have."""

import copy
import logging
from itertools import permutations, product

import numpy as np
import pytest

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
        "outside_value": -1024.0,
        "patch_size": [8, 16, 16],
        "size_divisor": [2, 2, 2],
        "blending": {"kind": "gaussian", "overlap": 0.5},
        "training_statistics": {},
    },
}


#: Direction matrices of the 48 ways in which a grid can lie along the patient's axes.
AXIS_ORIENTATIONS = [
    np.eye(3)[:, axes] * signs + 0.0  # no -0.0
    for axes in permutations(range(3))
    for signs in product((1.0, -1.0), repeat=3)
]


@pytest.fixture(scope="session")
def axis_orientations():
    return AXIS_ORIENTATIONS


@pytest.fixture(params=AXIS_ORIENTATIONS, ids=lambda matrix: str(matrix.argmax(0)))
def axis_orientation(request):
    return request.param


@pytest.fixture
def metadata():
    from SyntheticCTLib.models.metadata import ModelMetadata

    return ModelMetadata.from_dict(METADATA)


#: What the metadata of a model say whose network answers with bounds and bone too.
DOUBT = {"outputs": ["value", "lower", "upper", "bone"], "interval": {"quantiles": [0.05, 0.95]}}


def untrained_network(definition=DEFINITION):
    import torch

    from SyntheticCTLib.networks import build_network

    torch.manual_seed(11)
    return build_network(definition)


@pytest.fixture
def network():
    return untrained_network()


@pytest.fixture(scope="session")
def make_model_folder():
    """Write a folder of the tiny model on a grid of its own: ``make_model_folder(path, ...)``."""
    from SyntheticCTLib.models.bundle import write_model_folder
    from SyntheticCTLib.models.metadata import ModelMetadata

    def write(folder, *, spacing_mm=(1.0, 1.0, 3.0), overlap=0.5, doubts=False):
        metadata, definition = copy.deepcopy(METADATA), DEFINITION
        if doubts:
            metadata["synthetic_ct"] |= copy.deepcopy(DOUBT)
            definition = {**DEFINITION, "out_channels": len(DOUBT["outputs"])}
        metadata["synthetic_ct"]["frame"]["spacing_mm"] = list(spacing_mm)
        metadata["synthetic_ct"]["blending"]["overlap"] = overlap
        write_model_folder(
            folder,
            network=untrained_network(definition),
            network_definition=definition,
            metadata=ModelMetadata.from_dict(metadata),
            card="# Tiny\nTrained on nothing.\n",
            licence="Public domain\n",
        )
        return folder

    return write


@pytest.fixture
def model_folder(tmp_path, make_model_folder):
    return make_model_folder(tmp_path / "models" / "tiny")


@pytest.fixture(autouse=True)
def log_as_before():
    """The command line's ``--quiet`` sets the log of the process: every test begins without."""
    logger = logging.getLogger("SyntheticCTLib")
    # Not what it was: a fixture of a whole module may have run a quiet command before.
    logger.setLevel(logging.NOTSET)
    logger.handlers = []
    yield
    logger.setLevel(logging.NOTSET)
    logger.handlers = []
