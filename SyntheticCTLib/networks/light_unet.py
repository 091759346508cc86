"""Light_U-Net: a 2D U-Net of about 2 million weights, averaged over three planes.

The AJNR 2022 bone-MRI study trains a light 2D U-Net on axial, coronal and sagittal slices; the
prediction of a voxel is the mean of the three planes that cross it, which also removes the jumps
between slices that a single plane leaves.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from monai.networks.nets import BasicUNet
from torch import nn

#: Slices to rows and columns: which axis of (batch, channel, k, j, i) a plane's slices are taken
#: from.
_PLANE_AXES = (2, 3, 4)


class LightUNet(nn.Module):
    """One 2D U-Net applied to the three planes of a volume.

    In training mode each call takes one plane at random, so the network sees every plane as single
    slices; in evaluation mode the mean of the three planes is returned.

    Args:
        features: widths of MONAI's ``BasicUNet``: five encoder stages and the last decoder stage.
        divisor: slices are padded to a multiple of this many pixels (four poolings need 16).
    """

    def __init__(
        self, *, features: Sequence[int] = (32, 32, 64, 128, 256, 32), divisor: int = 16
    ) -> None:
        super().__init__()
        self.divisor = divisor
        self.network = BasicUNet(
            spatial_dims=2,
            in_channels=1,
            out_channels=1,
            features=tuple(features),
            norm=("instance", {"affine": True}),
        )

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
        predicted = self.network(padded)[..., :height, :width]
        return predicted.reshape(slices.shape).movedim(1, axis)
