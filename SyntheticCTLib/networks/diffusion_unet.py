"""The U-Net of the diffusion stage: small, three-dimensional, told how noisy its input is.

Assembled from the residual blocks of MONAI's ``DiffusionModelUNet``, which itself always has
attention in its middle and with it one more dependency. It works on slices whose 2 x 2 neighbouring
pixels have become channels (space to depth; Shi et al. 2016, arXiv 1609.05158, is the reverse): a
quarter of the work at full width, and none of the voxels is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from monai.networks.nets.diffusion_model_unet import (
    DiffusionUNetResnetBlock,
    get_timestep_embedding,
)
from torch import nn

from SyntheticCTLib.networks.blocks import upsampling

#: Side of the square of pixels that becomes channels.
_SIDE = 2

#: Width of the embedding of the timestep over that of the finest stage (DDPM's).
_EMBEDDING = 4


class DiffusionUNet(nn.Module):
    """Predicts one value a voxel from a noisy image, its conditions and the timestep.

    Args:
        features: width of each stage, finest first; multiples of ``groups``, and more: a norm over
            one channel would take away what the timestep adds to it.
        strides: step (k, j, i) from each stage to the next coarser one.
        conditions: channels of the input beside the noisy image.
        groups: of the group norms.

    Raises:
        ValueError: the lists do not fit each other.
    """

    def __init__(
        self,
        *,
        features: Sequence[int],
        strides: Sequence[Sequence[int]],
        conditions: int = 2,
        groups: int = 8,
    ) -> None:
        super().__init__()
        uneven = any(width % groups or width == groups for width in features)
        if len(strides) != len(features) - 1 or uneven:
            raise ValueError(
                f"strides must be one fewer than features, and features multiples of {groups} and "
                f"more than it; got {len(strides)} strides and features {list(features)}"
            )
        self.conditions = conditions
        self.finest = finest = features[0]
        width = _EMBEDDING * finest
        pixels = _SIDE**2

        def block(inside: int, outside: int) -> nn.Module:
            return DiffusionUNetResnetBlock(3, inside, width, outside, norm_num_groups=groups)

        self.time = nn.Sequential(nn.Linear(finest, width), nn.SiLU(), nn.Linear(width, width))
        self.first = nn.Conv3d((1 + conditions) * pixels, finest, 3, padding=1)
        self.encoder = nn.ModuleList(block(each, each) for each in features)
        steps = list(zip(features, features[1:], strides, strict=False))
        self.down = nn.ModuleList(
            nn.Conv3d(fine, coarse, 3, tuple(stride), padding=1)  # type: ignore[arg-type]
            for fine, coarse, stride in steps
        )
        self.up = nn.ModuleList(
            upsampling(3, coarse, fine, stride, "trilinear") for fine, coarse, stride in steps[::-1]
        )
        self.decoder = nn.ModuleList(block(2 * fine, fine) for fine, _, _ in steps[::-1])
        self.head = nn.Sequential(
            nn.GroupNorm(groups, finest), nn.SiLU(), nn.Conv3d(finest, pixels, 3, padding=1)
        )
        # A network that says 0 at first, as MONAI's and others' do: the coarse image stands.
        for parameter in self.head[-1].parameters():
            nn.init.zeros_(parameter)

    def forward(self, image: torch.Tensor, timesteps: torch.Tensor) -> torch.Tensor:
        """Predict from an image and how noisy it is.

        Args:
            image: ``(batch, 1 + conditions, k, j, i)``, the noisy image first.
            timesteps: ``(batch,)``, integers.

        Returns:
            ``(batch, 1, k, j, i)``.
        """
        embedding = get_timestep_embedding(timesteps, self.finest)
        time = self.time(embedding.to(image.dtype))
        features = self.first(_pixels_to_channels(image))
        skips = []
        for level, encode in enumerate(self.encoder):
            features = encode(features, time)
            if level < len(self.down):
                skips.append(features)
                features = self.down[level](features)
        for grow, decode in zip(self.up, self.decoder, strict=True):
            features = decode(torch.cat((grow(features), skips.pop()), dim=1), time)
        return _channels_to_pixels(self.head(features))


def _pixels_to_channels(image: torch.Tensor) -> torch.Tensor:
    """``(batch, c, k, j, i)`` to ``(batch, 4 c, k, j / 2, i / 2)``."""
    batch, channels, k, j, i = image.shape
    parts = image.reshape(batch, channels, k, j // _SIDE, _SIDE, i // _SIDE, _SIDE)
    moved = parts.permute(0, 1, 4, 6, 2, 3, 5)
    return moved.reshape(batch, channels * _SIDE**2, k, j // _SIDE, i // _SIDE)


def _channels_to_pixels(image: torch.Tensor) -> torch.Tensor:
    """The inverse of ``_pixels_to_channels``."""
    batch, channels, k, j, i = image.shape
    parts = image.reshape(batch, channels // _SIDE**2, _SIDE, _SIDE, k, j, i)
    moved = parts.permute(0, 1, 4, 5, 2, 6, 3)
    return moved.reshape(batch, channels // _SIDE**2, k, j * _SIDE, i * _SIDE)
