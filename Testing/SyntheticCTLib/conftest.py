"""What many tests share: a small model folder, and the orientations that a grid can have."""

import logging
from itertools import permutations, product

import numpy as np
import pytest

from benchmarks.damaged.tiny_model import TINY_METADATA, untrained_network, write_tiny_model

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

    return ModelMetadata.from_dict(TINY_METADATA)


@pytest.fixture
def network():
    return untrained_network()


@pytest.fixture(scope="session")
def make_model_folder():
    """Write a folder of the tiny model on a grid of its own: ``make_model_folder(path, ...)``."""
    return write_tiny_model


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
