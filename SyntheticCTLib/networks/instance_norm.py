"""Instance norm that keeps the channels-last layout when there is one image in the batch."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.modules.instancenorm import _InstanceNorm


class _ChannelsLastInstanceNorm(_InstanceNorm):
    """Mixin: with a batch of one, instance norm is batch norm over that image.

    PyTorch's instance norm copies a channels-last tensor to the default layout and back, which
    takes about as long as the convolutions on a CPU; its batch norm does not.
    """

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Normalise (batch, channels, ...) features of each image by themselves."""
        if features.shape[0] == 1:
            return nn.functional.batch_norm(
                features,
                None,
                None,
                self.weight,
                self.bias,
                training=True,
                eps=self.eps,
            )
        return super().forward(features)


class ChannelsLastInstanceNorm2d(_ChannelsLastInstanceNorm, nn.InstanceNorm2d):
    """Instance norm of (batch, channels, row, column) features."""


class ChannelsLastInstanceNorm3d(_ChannelsLastInstanceNorm, nn.InstanceNorm3d):
    """Instance norm of (batch, channels, k, j, i) features."""
