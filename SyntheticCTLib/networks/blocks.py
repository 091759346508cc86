"""Building blocks of the nnU-Net family.

Norm, activation and bias follow nnU-Net: instance norm (eps 1e-5, affine), LeakyReLU of slope 0.01,
convolutions with bias, no dropout. Layers are named as in MONAI's ``Convolution``, so that weights
written with it fit; it is not used here because importing MONAI takes seconds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import nn

from SyntheticCTLib.networks.instance_norm import (
    ChannelsLastInstanceNorm2d,
    ChannelsLastInstanceNorm3d,
)

Kernel = int | Sequence[int]

#: Slope of nnU-Net's LeakyReLU where its input is negative.
_SLOPE = 0.01

_PLANES = 2


def convolution(
    dimensions: int,
    channels_in: int,
    channels_out: int,
    kernel: Kernel,
    stride: Kernel = 1,
    *,
    activated: bool = True,
    bias: bool = True,
) -> nn.Module:
    """Convolution, instance norm and (unless ``activated`` is False) LeakyReLU; same padding."""
    sides = (kernel,) * dimensions if isinstance(kernel, int) else tuple(kernel)
    convolve = nn.Conv2d if dimensions == _PLANES else nn.Conv3d
    layer = convolve(
        channels_in,
        channels_out,
        sides,  # type: ignore[arg-type]
        _window(stride),
        tuple(side // 2 for side in sides),  # type: ignore[arg-type]
        bias=bias,
    )
    normalise = ChannelsLastInstanceNorm2d if dimensions == _PLANES else ChannelsLastInstanceNorm3d
    after = OrderedDict[str, nn.Module](N=normalise(channels_out, eps=1e-5, affine=True))
    if activated:
        after["A"] = nn.LeakyReLU(_SLOPE, inplace=True)
    return nn.Sequential(OrderedDict(conv=layer, adn=nn.Sequential(after)))


class ResidualBlock(nn.Module):
    """conv-norm-act, conv-norm, add the skip, act: the basic block of residual nnU-Net encoders.

    The skip is average-pooled where the block strides and passes a 1x1x1 convolution without bias
    and a norm where the channels change.
    """

    def __init__(
        self, dimensions: int, channels_in: int, channels_out: int, kernel: Kernel, stride: Kernel
    ) -> None:
        super().__init__()
        self.first = convolution(dimensions, channels_in, channels_out, kernel, stride)
        self.second = convolution(dimensions, channels_out, channels_out, kernel, activated=False)
        self.skip = _residual_skip(dimensions, channels_in, channels_out, stride)
        self.activation = nn.LeakyReLU(_SLOPE, inplace=True)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Features ``(batch, channels_in, ...)`` to ``(batch, channels_out, ... / stride)``."""
        added: torch.Tensor = self.second(self.first(features)) + self.skip(features)
        activated: torch.Tensor = self.activation(added)
        return activated


def _residual_skip(
    dimensions: int, channels_in: int, channels_out: int, stride: Kernel
) -> nn.Module:
    steps: list[nn.Module] = []
    if any(step != 1 for step in ([stride] if isinstance(stride, int) else stride)):
        pool = nn.AvgPool3d if dimensions == 3 else nn.AvgPool2d
        steps.append(pool(_window(stride), _window(stride)))
    if channels_in != channels_out:
        project = convolution(dimensions, channels_in, channels_out, 1, activated=False, bias=False)
        steps.append(project)
    return nn.Sequential(*steps)


def _window(stride: Kernel) -> Any:
    # torch's classes want an int or a tuple, recipes read from JSON hold lists.
    return stride if isinstance(stride, int) else tuple(stride)


def stage(
    block: Callable[..., nn.Module],
    dimensions: int,
    channels_in: int,
    channels_out: int,
    kernel: Kernel,
    stride: Kernel,
    count: int,
) -> nn.Sequential:
    """``count`` blocks (``convolution`` or ``ResidualBlock``), the first of which strides."""
    widths = [channels_in] + [channels_out] * count
    return nn.Sequential(
        *(
            block(dimensions, before, after, kernel, stride if index == 0 else 1)
            for index, (before, after) in enumerate(pairwise(widths))
        )
    )


def upsampling(
    dimensions: int, channels_in: int, channels_out: int, stride: Kernel, kind: str
) -> nn.Module:
    """From a coarser stage to the next finer one.

    Args:
        kind: "transposed" (kernel = stride) or "trilinear" (interpolation, corners aligned, then a
            convolution of 3 voxels a side).

    Raises:
        ValueError: another kind.
    """
    if kind == "transposed":
        transposed = nn.ConvTranspose3d if dimensions == 3 else nn.ConvTranspose2d
        return transposed(channels_in, channels_out, _window(stride), _window(stride))
    if kind == "trilinear":
        grow = nn.Upsample(
            scale_factor=_window(stride),
            mode="bilinear" if dimensions == _PLANES else "trilinear",
            align_corners=True,
        )
        convolve = nn.Conv3d if dimensions == 3 else nn.Conv2d
        return nn.Sequential(grow, convolve(channels_in, channels_out, 3, padding=1))
    raise ValueError(f"decoder must be 'transposed' or 'trilinear', not {kind!r}")
