"""How much memory a tile takes on its way through a network, found before it goes there."""

from __future__ import annotations

import math
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

#: Room for what a convolution needs for itself: on the CPU the models that come in the box take 0.9
#: to 1.15 times what is counted.
WORKSPACE = 1.3

#: No network holds more than so many maps of its widest layer, as fine as the tile, at a time.
_MOST_MAPS = 8


class _Live(TorchDispatchMode):
    """Counts the bytes of the tensors that are alive at a time; those made before it do not count.

    Attributes:
        most: bytes at the worst moment so far.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._sizes: dict[int, int] = {}
        self._now = self.most = 0

    def __torch_dispatch__(
        self,
        func: Any,
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            if isinstance(leaf, torch.Tensor):
                self._count(leaf.untyped_storage())
        return result

    def _count(self, storage: torch.UntypedStorage) -> None:
        key = storage._cdata
        if key in self._sizes:
            return
        self._sizes[key] = storage.nbytes()
        self._now += storage.nbytes()
        self.most = max(self.most, self._now)
        weakref.finalize(storage, self._forget, key)

    def _forget(self, key: int) -> None:
        self._now -= self._sizes.pop(key)


def bound_on_tile_memory(network: nn.Module, shape: Sequence[int]) -> int:
    """A figure that ``tile_memory`` does not reach, and that takes no time to find.

    Args:
        network: on any device.
        shape: of the batch, (batch, channel, k, j, i).
    """
    widths = [max(p.shape[:2]) for p in network.parameters() if p.ndim > 1]
    batch, channels, *sides = shape
    maps = _MOST_MAPS * max(channels, *widths, 1)
    return batch * math.prod(sides) * maps * torch.float32.itemsize


def tile_memory(network: nn.Module, shape: Sequence[int], sample: Sequence[int]) -> int:
    """Bytes that a batch of tiles takes at its worst, beside the weights.

    What a small tile takes is counted, and grows with the voxels.

    Args:
        network: on any device.
        shape: of the batch, (batch, channel, k, j, i), float32.
        sample: of a small batch, likewise; the network must take it.
    """
    some = next(network.parameters(), None)
    with torch.no_grad(), _Live() as live:
        network(torch.zeros(*sample, device=None if some is None else some.device))
    return int(WORKSPACE * live.most * math.prod(shape) / math.prod(sample))
