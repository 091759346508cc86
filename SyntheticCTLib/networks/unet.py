"""The plain and the residual U-Net of the nnU-Net family, for regression of one value a voxel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import torch
from torch import nn

from SyntheticCTLib.networks.batch_norm import use_batch_norm
from SyntheticCTLib.networks.blocks import Kernel, ResidualBlock, convolution, stage, upsampling


def _check_stages(features: int, strides: int, kernels: int, blocks: int) -> None:
    """That there are as many of each."""
    if {strides, kernels, blocks} != {features}:
        raise ValueError(
            f"features, strides, kernels and blocks must have one entry a stage; got {features}, "
            f"{strides}, {kernels} and {blocks}"
        )


class _UNet(nn.Module):
    """Encoder, skips and decoder; the subclasses say what a stage is made of.

    Args:
        features: width of each stage, finest first.
        strides: step of each stage (k, j, i); the first is 1 on every axis.
        kernels: kernel of each stage (k, j, i).
        blocks: blocks in each encoder stage.
        decoder_blocks: blocks in each decoder stage, one number for all or one a stage, finest
            first.
        decoder: "transposed" or "trilinear".
        dimensions: 2 or 3.
        in_channels, out_channels: channels of image and prediction.
        input_skip: add the first input channels to the output (global residual).
        norm: "instance", as nnU-Net has it, or "batch": the statistics of training, so that what is
            predicted for a voxel does not depend on how much air its tile holds.

    Raises:
        ValueError: the lists differ in length, or the decoder or norm is unknown.
    """

    _block: ClassVar[Callable[..., nn.Module]]
    _decoder_block: ClassVar[Callable[..., nn.Module] | None] = None
    _has_stem: ClassVar[bool]

    def __init__(
        self,
        *,
        features: Sequence[int],
        strides: Sequence[Kernel],
        kernels: Sequence[Kernel],
        blocks: Sequence[int],
        decoder_blocks: int | Sequence[int] = 2,
        decoder: str = "transposed",
        dimensions: int = 3,
        in_channels: int = 1,
        out_channels: int = 1,
        input_skip: bool = False,
        norm: str = "instance",
    ) -> None:
        super().__init__()
        depth = len(features)
        _check_stages(depth, len(strides), len(kernels), len(blocks))
        if norm not in ("instance", "batch"):
            raise ValueError(f"norm must be 'instance' or 'batch', not {norm!r}")
        if isinstance(decoder_blocks, int):
            decoder_blocks = [decoder_blocks] * (depth - 1)
        own = type(self)
        block, decoder_block = own._block, own._decoder_block or own._block
        self.input_skip = input_skip
        self.stem: nn.Module = nn.Identity()
        widths = [in_channels, *features]
        if self._has_stem:
            self.stem = convolution(dimensions, in_channels, features[0], kernels[0])
            widths[0] = features[0]
        self.encoder = nn.ModuleList(
            stage(block, dimensions, widths[n], widths[n + 1], kernels[n], strides[n], blocks[n])
            for n in range(depth)
        )
        down = range(depth - 2, -1, -1)
        self.upsamplings = nn.ModuleList(
            upsampling(dimensions, features[n + 1], features[n], strides[n + 1], decoder)
            for n in down
        )
        self.decoder = nn.ModuleList(
            stage(decoder_block, dimensions, 2 * width, width, kernels[n], 1, decoder_blocks[n])
            for n, width in ((n, features[n]) for n in down)
        )
        last = nn.Conv3d if dimensions == 3 else nn.Conv2d
        self.head = last(features[0], out_channels, 1)
        if norm == "batch":
            use_batch_norm(self)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Image ``(batch, in_channels, k, j, i)`` to ``(batch, out_channels, k, j, i)``."""
        skips = self._encoded(image)
        features = skips.pop()
        for level in range(len(self.decoder)):
            features = self._decoded(level, features, skips.pop())
        output: torch.Tensor = self.head(features)
        return output + image[:, : output.shape[1]] if self.input_skip else output

    def feature_maps(self, image: torch.Tensor) -> list[torch.Tensor]:
        """Outputs of every stage: encoder from fine to coarse, then decoder from coarse to fine."""
        maps = self._encoded(image)
        skips, features = maps[:-1], maps[-1]
        for level in range(len(self.decoder)):
            features = self._decoded(level, features, skips.pop())
            maps.append(features)
        return maps

    def _encoded(self, image: torch.Tensor) -> list[torch.Tensor]:
        features = self.stem(image)
        stages = []
        for encode in self.encoder:
            features = encode(features)
            stages.append(features)
        return stages

    def _decoded(self, level: int, below: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        joined = torch.cat((self.upsamplings[level](below), skip), dim=1)
        decoded: torch.Tensor = self.decoder[level](joined)
        return decoded


class PlainUNet(_UNet):
    """nnU-Net's plain convolutional U-Net (Isensee et al. 2021) with a linear output.

    MONAI's ``DynUNet`` is the same topology with transposed convolutions; this class adds the
    interpolating decoder that translation forks of nnU-Net use. ``blocks`` counts convolutions.
    """

    _block = staticmethod(convolution)
    _has_stem = False


class ResidualUNet(_UNet):
    """Residual encoder and residual decoder: nnResU-Net for image translation.

    After arXiv 2509.22394 and its code. A stem convolution comes first; ``blocks`` counts residual
    blocks of two convolutions each.
    """

    _block = ResidualBlock
    _has_stem = True


class ResidualEncoderUNet(ResidualUNet):
    """Residual encoder and plain decoder: nnU-Net's presets ResEnc M, L and XL.

    ``decoder_blocks`` counts convolutions.
    """

    _decoder_block = staticmethod(convolution)
