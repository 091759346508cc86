"""One batch of tiles through the network: precision, mirroring, and a stop between layers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations

import torch
from torch import nn

from SyntheticCTLib.inference.precision import (
    Precision,
    PrecisionCheck,
    check_precision,
    choose_precision,
)
from SyntheticCTLib.inference.tile_memory import bound_on_tile_memory, tile_memory
from SyntheticCTLib.networks.compiled import compiled, computes_by_convolutions
from SyntheticCTLib.networks.fewer_bits import in_fewer_bits
from SyntheticCTLib.progress import UNWATCHED, Watch

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


def flips_of(axes: Sequence[int]) -> list[tuple[int, ...]]:
    """The mirror images of a tile over some axes: as it is, and every combination of them."""
    return [flip for count in range(len(axes) + 1) for flip in combinations(axes, count)]


class Forward:
    """A network in the form and precision that suit its device.

    Args:
        network: takes and gives ``(batch, channel, k, j, i)``, float32, on the CPU. It stays as it
            is: a compiled copy does the work.
        precision: what is asked for, see ``choose_precision``.
        flips: mirror images of a tile over which the mean is taken, each as the axes (0 is k, 1 j,
            2 i) that it turns; () is the tile as it is.
        unit: what one of the network's units is in the image's (HU), by which the change that fewer
            bits make is judged.
        watch: may stop the work between two layers.

    Attributes:
        precision: the type that convolutions compute in; becomes float32 for good when fewer bits
            change the first tile too much, or overflow.
        check: what fewer bits changed in the first tile; None for float32.
    """

    def __init__(
        self,
        network: nn.Module,
        precision: Precision,
        *,
        flips: Sequence[tuple[int, ...]] = ((),),
        unit: float = 1.0,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._network = network
        self._asked = precision
        self._flips = [tuple(axis + _LEADING_AXES for axis in axes) for axes in flips]
        self._unit = unit
        self._watch = watch
        self._running = network
        self._half = False
        self._device = torch.device("cpu")
        self.precision = torch.float32
        self.check: PrecisionCheck | None = None

    def move_to(self, device: torch.device) -> None:
        """Compile the network for a device, and choose the precision for it.

        Raises:
            ResourceError: see ``choose_precision``.
        """
        self._device = device
        self.precision = choose_precision(self._asked, device)
        self.check = None
        self._compile()

    def exceeds(self, free: int, shape: Sequence[int], sample: Sequence[int]) -> int | None:
        """Bytes that tiles take on their way if they are more than are free, else None.

        In float32, in which the first tile is computed at any rate.

        Args:
            free: bytes.
            shape: of the tiles, (batch, channel, k, j, i).
            sample: of the smallest that the network takes, likewise.
        """
        if bound_on_tile_memory(self._network, shape) <= free:
            return None
        with torch.inference_mode():
            needed = tile_memory(compiled(self._network), shape, sample)
        return None if needed <= free else needed

    def release(self) -> None:
        """Leave the device."""
        self._running = self._network.to("cpu")

    def __call__(self, tiles: torch.Tensor) -> torch.Tensor:
        """Tiles ``(batch, channel, k, j, i)`` on the device to predictions, float32."""
        if self.precision is torch.float32:
            return self._mirrored(tiles)
        if self.check is None:
            return self._checked(tiles)
        predicted = self._mirrored(tiles)
        if bool(torch.isfinite(predicted).all()):
            return predicted
        _log.warning("%s overflowed in this network; going on in float32.", self.precision)
        self._go_on_in_float32()
        return self._mirrored(tiles)

    def _checked(self, tiles: torch.Tensor) -> torch.Tensor:
        """The first answer, held against float32, which goes on if the two differ too much."""
        exact = self._mirrored(tiles)
        self._cast()
        predicted = self._mirrored(tiles)
        # Of several outputs the image itself: a logit of bone is in other units.
        self.check = check_precision(predicted[:, :1], exact[:, :1], self.precision, self._unit)
        if self.check.passed:
            return predicted
        _log.warning(
            "%s changes this network's answer by %.3g HU on average (99.9th percentile %.3g); "
            "going on in float32.",
            self.precision,
            self.check.mean,
            self.check.p999,
        )
        self._go_on_in_float32()
        return exact

    def _go_on_in_float32(self) -> None:
        self.precision = torch.float32
        self._compile()

    def _compile(self) -> None:
        """The network's fastest form in float32, on the device."""
        self._running, self._half = compiled(self._network).to(self._device), False

    def _cast(self) -> None:
        """The same in fewer bits, as far as it is convolutions; the rest by autocast."""
        self._half = True
        if computes_by_convolutions(self._running):
            self._running = in_fewer_bits(self._running, self.precision)

    def _mirrored(self, tiles: torch.Tensor) -> torch.Tensor:
        with stoppable(self._running, self._watch):
            first, *others = self._flips
            predicted = self._turned(tiles, first)
            for axes in others:
                predicted = predicted + self._turned(tiles, axes)
        return predicted / len(self._flips)

    def _turned(self, tiles: torch.Tensor, axes: tuple[int, ...]) -> torch.Tensor:
        return self._once(tiles.flip(axes)).flip(axes) if axes else self._once(tiles)

    def _once(self, tiles: torch.Tensor) -> torch.Tensor:
        # What could not be cast as a whole computes what it can in fewer bits.
        dtype = self.precision if self._half else None
        with torch.autocast(tiles.device.type, dtype, enabled=self._half):
            predicted: torch.Tensor = self._running(tiles)
            return predicted.float()
