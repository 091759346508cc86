"""A frozen network that segments CT, used for the maps that it makes on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import torch
from torch import nn

from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.networks.unet import PlainUNet, ResidualUNet

#: Spacings that differ by less than this share are one spacing.
_SAME_SPACING = 0.05


@dataclass(frozen=True)
class FeatureFrame:
    """How a feature network wants its CT; axes are (k, j, i).

    Attributes:
        mean, sd: HU statistics of its training data.
        clip: lowest and highest HU that it saw.
        zoom: size of the incoming voxels over its own, along each axis.
        flipped: axes that run the other way in its training data.
    """

    mean: float
    sd: float
    clip: tuple[float, float] = (LOWEST_HU, HIGHEST_HU)
    zoom: tuple[float, float, float] = (1.0, 1.0, 1.0)
    flipped: tuple[int, ...] = ()


class FeatureNetwork(nn.Module):
    """Feature maps of a CT in HU. Its weights never change; gradients pass to its input.

    Args:
        network: a segmentation U-Net with its weights.
        strides: the network's strides, for the size that it needs.
        frame: how it wants its input.
    """

    def __init__(
        self,
        network: PlainUNet | ResidualUNet,
        strides: Sequence[Sequence[int]],
        frame: FeatureFrame,
    ) -> None:
        super().__init__()
        self.network = network.eval().requires_grad_(False)
        self.frame = frame
        self._divisor = [prod(steps) for steps in zip(*strides, strict=True)]

    def train(self, mode: bool = True) -> FeatureNetwork:
        """Stays in evaluation mode whatever the trainer asks for."""
        return super().train(False)

    def forward(self, hu: torch.Tensor) -> list[torch.Tensor]:
        """HU ``(batch, 1, k, j, i)`` to 2S - 3 maps of a network with S stages.

        The encoder's stages without the two coarsest, then the decoder's: the selection of the code
        to arXiv 2509.22394.
        """
        frame = self.frame
        image = (hu.clamp(*frame.clip) - frame.mean) / frame.sd
        if any(abs(zoom - 1) > _SAME_SPACING for zoom in frame.zoom):
            size = [
                max(round(length * zoom), 1)
                for length, zoom in zip(image.shape[2:], frame.zoom, strict=True)
            ]
            image = nn.functional.interpolate(image, size, mode="trilinear", align_corners=False)
        if frame.flipped:
            image = image.flip([axis + 2 for axis in frame.flipped])
        maps = self.network.feature_maps(self._padded(image))
        stages = len(self.network.encoder)
        return maps[: stages - 2] + maps[stages:]

    def _padded(self, image: torch.Tensor) -> torch.Tensor:
        """Padded evenly to a multiple of the strides, by the mean of the training data."""
        missing = [
            -length % divisor
            for length, divisor in zip(image.shape[2:], self._divisor, strict=True)
        ]
        ends = [(lack // 2, lack - lack // 2) for lack in reversed(missing)]
        return nn.functional.pad(image, [side for pair in ends for side in pair])


def map_distances(
    first: Sequence[torch.Tensor], second: Sequence[torch.Tensor], *, normalised: bool = False
) -> torch.Tensor:
    """Mean absolute difference of each map, summed over the maps.

    Args:
        normalised: each channel of each map to mean 0 and SD 1 first.
    """
    if normalised:
        first, second = (
            [nn.functional.instance_norm(maps) for maps in side] for side in (first, second)
        )
    distances = [
        (one.float() - other.float()).abs().mean() for one, other in zip(first, second, strict=True)
    ]
    return torch.stack(distances).sum()


def zoom_between(spacing: Sequence[float], wanted: Sequence[float]) -> tuple[float, float, float]:
    """Incoming spacing over wanted spacing, axis by axis."""
    k, j, i = (own / other for own, other in zip(spacing, wanted, strict=True))
    return k, j, i
