"""Overlapping tiles join to their weighted mean."""

import numpy as np
import pytest
import torch

from SyntheticCTLib.inference.blending import Accumulator, tile_weights

CPU = torch.device("cpu")


@pytest.mark.parametrize("blending", ["gaussian", "uniform"])
def test_weights_are_positive_everywhere(blending):
    weights = tile_weights((8, 16, 12), blending)

    assert weights.shape == (8, 16, 12)
    assert weights.dtype == torch.float32
    assert float(weights.min()) > 0


def test_gaussian_weights_have_a_sigma_of_an_eighth_of_the_side():
    line = tile_weights((64, 64, 64), "gaussian")[32, 32, :].numpy()

    offset = np.arange(64) - 31.5
    inner = np.abs(offset) < 16
    expected = np.exp(-(offset**2) / (2 * 8.0**2))
    np.testing.assert_allclose(
        line[inner] / line.max(), (expected / expected.max())[inner], rtol=1e-5
    )


def test_the_mean_is_weighted_and_uncovered_voxels_are_named():
    sums = Accumulator((1, 1, 4), CPU)
    left, right = (slice(0, 1), slice(0, 1), slice(0, 2)), (slice(0, 1), slice(0, 1), slice(1, 3))

    sums.add(left, torch.full((1, 1, 1, 2), 10.0), torch.tensor([[[1.0, 1.0]]]))
    sums.add(right, torch.full((1, 1, 1, 2), 40.0), torch.tensor([[[2.0, 2.0]]]))

    np.testing.assert_array_equal(sums.mean([-7.0]), [[[[10.0, 30.0, 40.0, -7.0]]]])


def test_channels_are_summed_apart_and_have_each_their_value_where_nothing_was_added():
    sums = Accumulator((1, 1, 2), CPU, channels=2)
    first = (slice(0, 1), slice(0, 1), slice(0, 1))

    sums.add(first, torch.tensor([1.0, 5.0]).reshape(2, 1, 1, 1), torch.ones((1, 1, 1)))

    np.testing.assert_array_equal(sums.mean([-7.0, -8.0]), [[[[1.0, -7.0]]], [[[5.0, -8.0]]]])


def test_half_precision_predictions_are_summed_in_float32():
    sums = Accumulator((1, 1, 1), CPU)
    voxel = (slice(0, 1),) * 3

    for _ in range(4096):  # 1/4096 of a float16 sum of 4096 would be lost
        sums.add(voxel, torch.ones((1, 1, 1, 1), dtype=torch.float16), torch.ones((1, 1, 1)))

    assert sums.mean([0.0]).item() == 1.0
