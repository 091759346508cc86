"""What the tests of added models share: an image of an ellipsoid, and a home of their own."""

import json

import numpy as np
import pytest

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.inference import precision

#: Frame, scales and tiles of the networks that the tests make.
ABOUT = {
    "name": "Tiny",
    "input": "MR",
    "regions": ["leg"],
    "licence": "CC-BY-NC-4.0",
    "training_data": "random numbers",
    "patch_size": [8, 16, 16],
    "size_divisor": [4, 4, 4],
    "overlap": 0.5,
    "blending": "uniform",
    "input_scale": [{"do": "z-score"}],
    "output_scale": {"mean": 100.0, "sd": 300.0},
}


@pytest.fixture(autouse=True)
def in_float32(monkeypatch):
    """Answers are held against those of other programs, which compute in float32."""
    monkeypatch.setattr(precision, "multiplies_bfloat16", lambda: False)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The person's own folder of models."""
    folder = tmp_path / "home"
    monkeypatch.setenv("SYNTHETICCT_HOME", str(folder))
    return folder


def mr_of(size=(20, 24, 28), spacing=(1.0, 1.0, 1.0)):
    """An MR of an ellipsoid with texture; sizes are (k, j, i), no voxel is 0."""
    axes = np.meshgrid(*(np.linspace(-1, 1, n) for n in size), indexing="ij")
    inside = sum(axis**2 for axis in axes) < 0.7
    texture = np.random.default_rng(3).normal(0, 8, size)
    array = np.where(inside, 300 + 120 * axes[2] + texture, 6 + np.abs(texture) / 4)
    direction = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    return Volume(
        array.astype(np.float32),
        origin=(-10.0, 5.0, 20.0),
        spacing=spacing,
        direction=direction,
        metadata={"modality": "MR"},
    )


@pytest.fixture
def mr():
    return mr_of()


@pytest.fixture
def make_mr():
    return mr_of


@pytest.fixture(scope="session")
def about():
    return ABOUT


@pytest.fixture
def write_about():
    def write(path, **changes):
        path.write_text(json.dumps({**ABOUT, **changes}))
        return path

    return write


@pytest.fixture
def add():
    """Add a model, agreed to."""
    from SyntheticCTLib.importing.add import add_model

    def add(source, **more):
        return add_model(str(source), agree=lambda offer: True, **more)

    return add
