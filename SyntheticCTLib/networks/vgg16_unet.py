"""VGG-16 U-Net: the encoder of VGG-16 with a decoder, 29 million weights, over three planes.

The AJNR 2022 bone-MRI study's large network, trained from scratch or from ImageNet's weights. The
study gives its size, not its decoder; the decoder here (interpolation and two convolutions a stage,
after TernausNet, Iglovikov and Shvets 2018, arXiv 1801.05746) comes to the same size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import torch
from torch import nn

from SyntheticCTLib.networks.three_planes import ThreePlanes

#: Widths of the convolutions between the poolings of VGG-16 (Simonyan and Zisserman 2014, D).
VGG16 = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))

#: Two widths of each decoder stage, coarse to fine; the last has one convolution.
_DECODER = ((512, 256), (512, 256), (512, 256), (256, 64), (128, 32))


class Vgg16UNet(ThreePlanes):
    """One VGG-16 U-Net applied to the three planes of a volume.

    Args:
        width: share of VGG-16's widths; below 1 for tests, and then ImageNet's weights do not fit.
    """

    def __init__(self, *, width: float = 1.0) -> None:
        super().__init__(_Vgg16UNet2D(width), divisor=32)


class _Vgg16UNet2D(nn.Module):
    def __init__(self, width: float) -> None:
        super().__init__()

        def scaled(stages: Sequence[Sequence[int]]) -> list[list[int]]:
            return [[max(round(width * each), 1) for each in stage] for stage in stages]

        encoder, decoder = scaled(VGG16), scaled(_DECODER)
        before = [1, *(stage[-1] for stage in encoder)]
        self.encoder = nn.ModuleList(
            _convolutions([inside, *stage]) for inside, stage in zip(before, encoder, strict=False)
        )
        skips = [0, *reversed(before[1:])]
        below = before[-1]
        self.decoder = nn.ModuleList()
        for skip, stage in zip(skips, decoder, strict=False):
            self.decoder.append(_convolutions([below + skip, *stage]))
            below = stage[-1]
        self.last = _convolutions([below + skips[-1], below])
        self.head = nn.Conv2d(below, 1, 1)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Images ``(batch, 1, row, column)``, sides a multiple of 32, to the same shape."""
        features, skips = image, []
        for stage in self.encoder:
            skips.append(stage(features))
            features = nn.functional.max_pool2d(skips[-1], 2)
        for number, stage in enumerate(self.decoder):
            if number:
                features = torch.cat((features, skips.pop()), dim=1)
            features = nn.functional.interpolate(stage(features), scale_factor=2.0)
        features = self.last(torch.cat((features, skips.pop()), dim=1))
        output: torch.Tensor = self.head(features)
        return output


def _convolutions(widths: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for inside, outside in pairwise(widths):
        layers += [nn.Conv2d(inside, outside, 3, padding=1), nn.ReLU(inplace=True)]
        nn.init.kaiming_normal_(layers[-2].weight, nonlinearity="relu")  # type: ignore[arg-type]
    return nn.Sequential(*layers)


def imagenet_weights(
    network: Vgg16UNet, weights: Mapping[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """The weights of a fresh network with its encoder replaced by VGG-16's.

    The three colours' kernels of the first convolution are summed: a grey image is the same in all.

    Args:
        weights: torchvision's names (``features.0.weight``, ...); the classifier is left out.

    Raises:
        KeyError: a layer is missing.
    """
    layers = [(stage, layer) for stage, widths in enumerate(VGG16) for layer in range(len(widths))]
    found = dict(network.state_dict())
    for place, (stage, layer) in enumerate(layers):
        for part in ("weight", "bias"):
            # Two layers for each convolution (the second is ReLU), and a pooling after each stage.
            theirs = weights[f"features.{2 * place + stage}.{part}"]
            found[f"network.encoder.{stage}.{2 * layer}.{part}"] = theirs.float()
    first = "network.encoder.0.0.weight"
    found[first] = found[first].sum(dim=1, keepdim=True)
    return found
