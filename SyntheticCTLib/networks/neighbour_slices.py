"""2.5D: a 2D network that predicts each axial slice from the slice and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from monai.networks.nets import BasicUNet
from torch import nn


class NeighbourSlicesUNet(nn.Module):
    """MONAI's 2D U-Net on every axial slice, with the slices above and below as channels.

    Beyond the ends of a tile its last slice stands for the missing ones.

    Args:
        features: widths of MONAI's ``BasicUNet``: five encoder stages and the last decoder stage.
        neighbours: slices on each side.
    """

    def __init__(
        self, *, features: Sequence[int] = (24, 24, 48, 96, 192, 24), neighbours: int = 2
    ) -> None:
        super().__init__()
        self.neighbours = neighbours
        self.network = BasicUNet(
            spatial_dims=2,
            in_channels=2 * neighbours + 1,
            out_channels=1,
            features=tuple(features),
            norm=("batch", {"momentum": 0.01}),
        )

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Image ``(batch, 1, k, j, i)`` to ``(batch, 1, k, j, i)``."""
        ends = (0, 0, 0, 0, self.neighbours, self.neighbours)
        padded = nn.functional.pad(image, ends, mode="replicate")[:, 0]
        stacks = padded.unfold(1, 2 * self.neighbours + 1, 1).movedim(-1, 2)
        predicted: torch.Tensor = self.network(stacks.flatten(0, 1))
        return predicted.reshape(image.shape)
