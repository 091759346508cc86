"""How overlapping tiles become one array: a weighted mean, summed in float32."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from SyntheticCTLib.inference.tiles import Tile
from SyntheticCTLib.models.metadata import Blending, Shape

#: Standard deviation of the Gaussian weights as a share of the tile's side (nnU-Net's value).
GAUSSIAN_SIGMA = 1 / 8

#: A tile's corners count at least this much, where no other tile may lie.
LEAST_WEIGHT = 1e-3

#: Bytes of accumulators for each voxel: the weights, and the sum of each channel, float32.
BYTES_PER_SUM = 4


def bytes_per_voxel(channels: int) -> int:
    """What an ``Accumulator`` holds for each voxel."""
    return BYTES_PER_SUM * (1 + channels)


def tile_weights(patch: Shape, blending: Blending) -> torch.Tensor:
    """Weight of each voxel of a tile, (k, j, i), float32, positive everywhere.

    "uniform" is 1 (the plain mean of the published nnU-Net synthesis models, meant for much
    overlap); "gaussian" falls from 1 in the middle with sigma = side / 8, which hides the tiles'
    edges with less overlap.
    """
    weights = torch.ones(patch)
    if blending == "uniform":
        return weights
    for axis, side in enumerate(patch):
        away = torch.arange(side, dtype=torch.float32) - (side - 1) / 2
        line = torch.exp(-(away**2) / (2 * (GAUSSIAN_SIGMA * side) ** 2))
        weights *= line.reshape([-1 if n == axis else 1 for n in range(len(patch))])
    return weights.clamp(min=LEAST_WEIGHT)


class Accumulator:
    """The running weighted mean of the tiles of one array, [channel, k, j, i].

    Args:
        shape: (k, j, i).
        device: where the sums are kept.
        channels: that the tiles have.
    """

    def __init__(self, shape: tuple[int, ...], device: torch.device, channels: int = 1) -> None:
        self._total = torch.zeros((channels, *shape), dtype=torch.float32, device=device)
        self._weight = torch.zeros(shape, dtype=torch.float32, device=device)

    def add(self, tile: Tile, predicted: torch.Tensor, weights: torch.Tensor) -> None:
        """Add one tile's prediction, (channel, k, j, i), any device and float type."""
        device = self._total.device
        weights = weights.to(device)
        # Everything that allocates comes before the sums change, so a failure here loses nothing.
        weighted = predicted.to(device, torch.float32) * weights
        self._total[:, *tile] += weighted
        self._weight[tile] += weights

    def move_to(self, device: torch.device) -> None:
        """Keep the sums on another device from now on."""
        self._total = self._total.to(device)
        self._weight = self._weight.to(device)

    def mean(self, uncovered: Sequence[float]) -> np.ndarray:
        """The weighted mean, [channel, k, j, i], float32, in the place of the sums.

        Args:
            uncovered: value of each channel where no tile was added.
        """
        total, weight = self._total.cpu().numpy(), self._weight.cpu().numpy()
        # Slice by slice, for the sums are most of what a large volume takes.
        for slices, weights in zip(np.moveaxis(total, 1, 0), weight, strict=True):
            covered = weights > 0
            np.divide(slices, weights, out=slices, where=covered)
            for values, value in zip(slices, uncovered, strict=True):
                values[~covered] = value
        return total
