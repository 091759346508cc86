"""UNet++ with the encoder of ResNet-18 or -34, for slices: the network of IMPACT-Synth.

After Zhou et al. 2018 (arXiv 1807.10165) and He et al. 2016 (arXiv 1512.03385), with the widths and
the names of weights of segmentation_models_pytorch, so that what was trained there fits.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional


class ResNetUNetPlusPlus(nn.Module):
    """2D: images ``(batch, in_channels, j, i)``, sides multiples of 32, to ``(batch, 1, j, i)``.

    Args:
        in_channels: of the image: a slice and its neighbours.
        blocks: residual blocks in each of the four stages: 3, 4, 6, 3 of ResNet-34; 2, 2, 2, 2 of
            ResNet-18.
        stem: width after the first convolution.
        widths: of the four stages.
        decoder: widths of the decoder's columns, coarsest first.
        out_channels: of the answer.
    """

    def __init__(
        self,
        *,
        in_channels: int = 5,
        blocks: Sequence[int] = (3, 4, 6, 3),
        stem: int = 64,
        widths: Sequence[int] = (64, 128, 256, 512),
        decoder: Sequence[int] = (256, 128, 64, 32, 16),
        out_channels: int = 1,
    ) -> None:
        super().__init__()
        self.encoder = _Encoder(in_channels, blocks, stem, widths)
        self.decoder = _Decoder([stem, *widths][::-1], decoder)
        self.segmentation_head = nn.Sequential(nn.Conv2d(decoder[-1], out_channels, 3, padding=1))

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """See the class."""
        answer: torch.Tensor = self.segmentation_head(self.decoder(self.encoder(image)))
        return answer


class _Encoder(nn.Module):
    def __init__(
        self, in_channels: int, blocks: Sequence[int], stem: int, widths: Sequence[int]
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, stem, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(stem)
        before, layers = [stem, *widths], list[nn.Module]()
        for n, count in enumerate(blocks):
            strides = [1 if n == 0 else 2] + [1] * (count - 1)
            steps = [
                _Block(before[n] if b == 0 else before[n + 1], before[n + 1], stride)
                for b, stride in enumerate(strides)
            ]
            layers.append(nn.Sequential(*steps))
        self.layer1, self.layer2, self.layer3, self.layer4 = layers

    def forward(self, image: torch.Tensor) -> list[torch.Tensor]:
        """Features at 1/2 to 1/32 of the image, coarsest first."""
        found = [functional.relu(self.bn1(self.conv1(image)))]
        features = functional.max_pool2d(found[0], 3, 2, 1)
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            features = layer(features)
            found.append(features)
        return found[::-1]


class _Block(nn.Module):
    """Two convolutions and the skip."""

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels_out)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or channels_in != channels_out:
            project = nn.Conv2d(channels_in, channels_out, 1, stride, bias=False)
            self.downsample = nn.Sequential(project, nn.BatchNorm2d(channels_out))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Features ``(batch, channels_in, j, i)`` to ``(batch, channels_out, ...)``."""
        within = functional.relu(self.bn1(self.conv1(features)))
        return functional.relu(self.bn2(self.conv2(within)) + self.downsample(features))


class _Decoder(nn.Module):
    """The dense grid: node (row, column) takes the node before it in its row, enlarged, and
    everything of its own resolution that there is already."""

    def __init__(self, encoder: Sequence[int], widths: Sequence[int]) -> None:
        super().__init__()
        enlarged = [encoder[0], *widths[:-1]]
        skips = [*encoder[1:], 0]
        self._columns = len(enlarged) - 1
        nodes = OrderedDict[str, nn.Module]()
        for column in range(self._columns):
            for row in range(column + 1):
                joined = skips[column] * (column + 1 - row)
                first = row == 0
                nodes[f"x_{row}_{column}"] = _Node(
                    (enlarged[column] if first else skips[column - 1]) + joined,
                    widths[column] if first else skips[column],
                )
        nodes[f"x_0_{self._columns}"] = _Node(enlarged[-1], widths[-1])
        self.blocks = nn.ModuleDict(nodes)

    def forward(self, features: list[torch.Tensor]) -> torch.Tensor:
        """The encoder's features, coarsest first, to features of the image's size."""
        made: dict[tuple[int, int], torch.Tensor] = {}
        for distance in range(self._columns):
            for row in range(self._columns - distance):
                column = row + distance
                beside = [made[other, column] for other in range(row + 1, column + 1)]
                before = features[row] if distance == 0 else made[row, column - 1]
                node = self.blocks[f"x_{row}_{column}"]
                made[row, column] = node(before, [*beside, features[column + 1]])
        last: torch.Tensor = self.blocks[f"x_0_{self._columns}"](made[0, self._columns - 1], [])
        return last


class _Node(nn.Module):
    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.conv1 = _convolution(channels_in, channels_out)
        self.conv2 = _convolution(channels_out, channels_out)

    def forward(self, before: torch.Tensor, beside: list[torch.Tensor]) -> torch.Tensor:
        enlarged = functional.interpolate(before, scale_factor=2.0, mode="nearest")
        found: torch.Tensor = self.conv2(self.conv1(torch.cat([enlarged, *beside], dim=1)))
        return found


def _convolution(channels_in: int, channels_out: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(),
    )
