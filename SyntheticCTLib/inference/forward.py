"""One batch of tiles through the network: precision, mirroring, and a stop between layers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Literal

import torch
from torch import nn

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.progress import Watch

Precision = Literal["auto", "float32", "float16", "bfloat16"]

_TYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}

#: Axes of (batch, channel, k, j, i) that come before k.
_LEADING_AXES = 2

_log = logging.getLogger(__name__)


@contextmanager
def stoppable(network: nn.Module, watch: Watch) -> Iterator[None]:
    """Within the block, a forward pass of ``network`` raises ``Cancelled`` before its next layer.

    A tile can take seconds on a CPU, a layer only a fraction of one.
    """
    hooks = [
        layer.register_forward_pre_hook(lambda *_: watch.check()) for layer in network.modules()
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


class Forward:
    """A network in the precision that suits its device.

    Args:
        network: takes and gives ``(batch, 1, k, j, i)``.
        precision: what is asked for, see ``move_to``.
        mirror_axes: axes of a tile (0 is k, 1 j, 2 i) over whose mirror images, and those of every
            combination of them, the mean is taken.

    Attributes:
        precision: the type that convolutions compute in; becomes float32 for good when half
            precision overflows.
    """

    def __init__(
        self, network: nn.Module, precision: Precision, *, mirror_axes: Sequence[int]
    ) -> None:
        self._network = network
        self._asked = precision
        axes = [axis + _LEADING_AXES for axis in mirror_axes]
        counts = range(1, len(axes) + 1)
        self._flips = [flip for count in counts for flip in combinations(axes, count)]
        self.precision = torch.float32

    def move_to(self, device: torch.device) -> None:
        """Put the network on a device and choose the precision for it.

        "auto" is float16 on CUDA, where it halves time and memory, and float32 elsewhere: half
        precision gains little or nothing on CPUs, and float32 is exact to the bit from run to run.
        bfloat16 is not
        chosen: its 8 significant bits are steps of 2 to 8 HU in bone.

        Raises:
            ResourceError: the precision is unknown, or is float16 on the CPU.
        """
        asked = self._asked
        if asked == "auto":
            asked = "float16" if device.type == "cuda" else "float32"
        if asked not in _TYPES or (device.type == "cpu" and asked == "float16"):
            raise ResourceError(
                f"Precision {self._asked!r} cannot be used on {device}; "
                "use auto, float32, bfloat16, or float16 on an accelerator."
            )
        self.precision = _TYPES[asked]
        self._network.to(device)

    def __call__(self, tiles: torch.Tensor) -> torch.Tensor:
        """Tiles ``(batch, 1, k, j, i)`` on the network's device to predictions of that shape,
        float32.

        Raises:
            ResourceError: the network's answer is not finite even in float32.
        """
        predicted = self._mirrored(tiles)
        if self.precision is torch.float32 or bool(torch.isfinite(predicted).all()):
            return predicted
        _log.warning("%s overflowed in this network; going on in float32.", self.precision)
        self.precision = torch.float32
        return self._mirrored(tiles)

    def _mirrored(self, tiles: torch.Tensor) -> torch.Tensor:
        predicted = self._once(tiles)
        for axes in self._flips:
            predicted = predicted + self._once(tiles.flip(axes)).flip(axes)
        return predicted / (len(self._flips) + 1)

    def _once(self, tiles: torch.Tensor) -> torch.Tensor:
        half = self.precision is not torch.float32
        with torch.autocast(tiles.device.type, self.precision if half else None, enabled=half):
            predicted: torch.Tensor = self._network(tiles)
            return predicted.float()
