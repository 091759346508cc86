"""Bounds, bone and expected error of a network that answers with them, on the input's grid."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.ndimage import binary_erosion
from torch import nn

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model
from SyntheticCTLib.models.info import info_from_metadata
from SyntheticCTLib.models.metadata import Block, Frame, ModelMetadata, Tiling, WeightsFile
from SyntheticCTLib.models.outputs import OUTPUTS, Calibration, Interval
from SyntheticCTLib.synthesis.synthesize import synthesize

ABOUT = {"modality": "CT", "source": "made by the test"}
SCALE = {"kind": "HU", "mean": 0.0, "sd": 100.0, "clip": [-1024, 3071]}


class Doubting(nn.Module):
    """Gives the CT back, 20 HU less and 40 HU more, and is sure of bone above 300 HU."""

    def forward(self, tiles):
        bone = torch.where(tiles > 3.0, 40.0, -40.0)
        return torch.cat((tiles, tiles - 0.2, tiles + 0.4, bone), dim=1)


class OutOfOrder(nn.Module):
    """Gives a lower bound above the value and an upper one below it."""

    def forward(self, tiles):
        return torch.cat((tiles, tiles + 1.0, tiles - 1.0, tiles), dim=1)


def model_of(network, interval):
    block = Block(
        "CT",
        "CT",
        ("limb",),
        Frame("LPS", (2.0, 2.0, 2.0)),
        SCALE,
        SCALE,
        outside_value=-1024.0,
        patch_size=(16, 16, 16),
        size_divisor=(4, 4, 4),
        blending=Tiling("gaussian", 0.25),
        weights=WeightsFile("none", "0" * 64, 0, 0),
        outputs=OUTPUTS,
        interval=interval,
    )
    metadata = ModelMetadata("Doubting", "1", block).to_dict()
    info = info_from_metadata(metadata, Path("doubting"))
    return Model(info, network)


@pytest.fixture(scope="module")
def ct():
    """A cylinder of muscle with a bone in it, in air, on a finer grid than the model's."""
    j, i = np.mgrid[:48, :48]
    radius = np.hypot(j - 24, i - 24)
    hu = np.select([radius < 8, radius < 20], [800.0, 50.0], -1000.0)
    array = np.broadcast_to(hu, (20, 48, 48)).astype(np.int16).copy()
    return Volume(array, (5.0, -7.0, 11.0), (1.5, 1.5, 2.0), metadata=ABOUT)


def test_bounds_and_bone_lie_on_the_inputs_grid_round_the_value(ct):
    result = synthesize(ct, model=model_of(Doubting(), Interval((0.05, 0.95))), device="cpu")
    inside = binary_erosion(result.volume.array > -500, iterations=2)
    value = result.volume.array.astype(int)
    assert all(v.grid.same(ct.grid) for v in (result.lower, result.upper, result.bone_probability))
    assert np.abs(value - result.lower.array - 20)[inside].max() <= 1
    assert np.abs(result.upper.array - value - 40)[inside].max() <= 1
    assert result.expected_error is None
    assert result.lower.metadata["description"].endswith("lower bound")
    assert result.lower.metadata["source"] == "made by the test"
    probability = result.bone_probability.array
    assert probability[10, 24, 24] == pytest.approx(1.0)
    assert probability[10, 24, 40] == pytest.approx(0.0)


def test_outside_the_body_bounds_have_the_outside_value_and_there_is_no_bone(ct):
    result = synthesize(ct, model=model_of(Doubting(), Interval((0.05, 0.95))), device="cpu")
    for bound in (result.lower, result.upper):
        assert (bound.array[:, :3, :3] == -1024).all()
    assert (result.bone_probability.array[:, :3, :3] == 0).all()


def test_a_calibration_widens_the_interval_and_gives_the_error_to_expect(ct):
    fitted = Calibration(0.9, 1.5, 0.3, ("one", "two"), guaranteed=False)
    model = model_of(Doubting(), Interval((0.05, 0.95), fitted))
    result = synthesize(ct, model=model, device="cpu")
    inside = binary_erosion(result.volume.array > -500, iterations=2)
    value = result.volume.array.astype(int)
    assert np.abs(value - result.lower.array - 30)[inside].max() <= 1
    assert np.abs(result.upper.array - value - 60)[inside].max() <= 1
    np.testing.assert_allclose(result.expected_error.array[inside], 0.3 * 45, atol=0.4)
    assert (result.expected_error.array[:, :3, :3] == 0).all()


def test_bounds_never_cross_the_value(ct):
    result = synthesize(ct, model=model_of(OutOfOrder(), Interval((0.05, 0.95))), device="cpu")
    np.testing.assert_array_equal(result.lower.array, result.volume.array)
    np.testing.assert_array_equal(result.upper.array, result.volume.array)


def test_the_value_is_that_of_a_network_of_one_channel_bit_for_bit(ct):
    doubting = model_of(Doubting(), Interval((0.05, 0.95)))
    plain = replace(doubting.info, outputs=("value",), interval=None)
    one = synthesize(ct, model=Model(plain, nn.Identity()), device="cpu")
    four = synthesize(ct, model=doubting, device="cpu")
    assert one.volume.array.tobytes() == four.volume.array.tobytes()
    assert (one.lower, one.upper, one.bone_probability, one.expected_error) == (None,) * 4
