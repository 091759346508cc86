"""What to do when memory runs out: do the same with less, step by step, and say so."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch

from SyntheticCTLib import errors
from SyntheticCTLib.image.grid import times
from SyntheticCTLib.models.metadata import Shape

#: A tile is not made shorter than this many divisors along an axis: networks normalise over their
#: deepest stage, and below two voxels a side there is nothing to normalise over.
SHORTEST_TILE = 2

_CPU = torch.device("cpu")


@dataclass(frozen=True)
class Plan:
    """How the tiles are worked off.

    Attributes:
        patch: shape of a tile, (k, j, i).
        batch: tiles that go through the network at once.
        device: where the network runs.
        accumulate_on: where the sums are kept.
    """

    patch: Shape
    batch: int
    device: torch.device
    accumulate_on: torch.device

    def __str__(self) -> str:
        sides = times(self.patch)
        where = f"on {self.device}, sums on {self.accumulate_on}"
        return f"{self.batch} tile(s) of {sides} at once {where}"


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception says that memory could not be had, on any device."""
    return isinstance(error, MemoryError | RuntimeError) and errors.is_out_of_memory(error)


def frugal_plans(first: Plan, divisor: Shape, own: Shape | None = None) -> Iterator[Plan]:
    """The plans to try after ``first`` ran out of memory, each needing less than the one before.

    Smaller batches, then smaller tiles, then the sums in the machine's own memory, then the CPU:
    there with tiles of the first size again, and smaller ones if that fails too.

    Args:
        first: the plan that failed.
        divisor: what each side of a tile must be a multiple of, (k, j, i).
        own: the network's own tile, (k, j, i), if the first plan's is longer.
    """
    plan = first
    while plan.batch > 1:
        plan = replace(plan, batch=plan.batch // 2)
        yield plan
    if own is not None and own != first.patch:
        plan = first = replace(plan, patch=own)
        yield plan
    for patch in _smaller_tiles(first.patch, divisor):
        plan = replace(plan, patch=patch)
        yield plan
    if plan.accumulate_on != _CPU:
        plan = replace(plan, accumulate_on=_CPU)
        yield plan
    if plan.device != _CPU:
        plan = Plan(first.patch, 1, _CPU, _CPU)
        yield plan
        for patch in _smaller_tiles(first.patch, divisor):
            yield replace(plan, patch=patch)


def _smaller_tiles(patch: Shape, divisor: Shape) -> Iterator[Shape]:
    """Tiles with ever one side halved, the one with the most divisors."""
    counts = [side // unit for side, unit in zip(patch, divisor, strict=True)]
    while max(counts) > SHORTEST_TILE:
        longest = counts.index(max(counts))
        counts[longest] = max(SHORTEST_TILE, math.ceil(counts[longest] / 2))
        k, j, i = (count * unit for count, unit in zip(counts, divisor, strict=True))
        yield k, j, i
