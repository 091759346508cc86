"""A 2D network applied to the axial, coronal and sagittal slices of a volume."""

from __future__ import annotations

import torch
from torch import nn

#: Slices to rows and columns: which axis of (batch, channel, k, j, i) a plane's slices are taken
#: from.
_PLANE_AXES = (2, 3, 4)


class ThreePlanes(nn.Module):
    """The mean of a 2D network's predictions on the three planes that cross a voxel.

    In training mode each call takes one plane at random, so the network sees every plane as single
    slices; in evaluation mode the mean of the three planes is returned, which also removes the
    jumps between slices that a single plane leaves.

    Args:
        network: images ``(batch, 1, row, column)`` to the same shape.
        divisor: slices are padded to a multiple of this many pixels.
    """

    def __init__(self, network: nn.Module, divisor: int) -> None:
        super().__init__()
        self.divisor = divisor
        self.network = network

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Image ``(batch, 1, k, j, i)`` to ``(batch, 1, k, j, i)``."""
        if self.training:
            axis = _PLANE_AXES[int(torch.randint(3, (1,)))]
            return self._plane(image, axis)
        return torch.stack([self._plane(image, axis) for axis in _PLANE_AXES]).mean(dim=0)

    def _plane(self, image: torch.Tensor, axis: int) -> torch.Tensor:
        slices = image.movedim(axis, 1)
        stack = slices.flatten(0, 1)
        height, width = stack.shape[-2:]
        padding = (0, -width % self.divisor, 0, -height % self.divisor)
        padded = nn.functional.pad(stack, padding, mode="replicate")
        predicted: torch.Tensor = self.network(padded)
        return predicted[..., :height, :width].reshape(slices.shape).movedim(1, axis)
