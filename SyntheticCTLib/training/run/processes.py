"""Several processes that train one network together, as ``torchrun`` starts them.

Each process makes its share of every batch; gradients are averaged (DistributedDataParallel). The
first process alone writes files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from SyntheticCTLib.errors import InputError


@dataclass(frozen=True)
class Processes:
    """This process among those that train together.

    Attributes:
        rank: its number; 0 is the first.
        count: how many there are.
    """

    rank: int = 0
    count: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this is the one that writes files and talks."""
        return self.rank == 0

    def share_of(self, batch_size: int) -> int:
        """Patches of each batch that one process makes.

        Raises:
            InputError: the batch cannot be divided evenly.
        """
        if batch_size % self.count:
            raise InputError(
                f"A batch of {batch_size} patches cannot be shared by {self.count} processes: "
                "choose a multiple with --batch."
            )
        return batch_size // self.count

    def wrapped(self, network: nn.Module, device: torch.device) -> nn.Module:
        """The network for the forward pass; with several processes it averages gradients."""
        if self.count == 1:
            return network
        return DistributedDataParallel(
            network, device_ids=[device] if device.type == "cuda" else None
        )

    def any(self, flag: bool, device: torch.device) -> bool:
        """Whether the flag is set in any process: all then stop at the same step."""
        if self.count == 1:
            return flag
        shared = torch.tensor([int(flag)], device=device)
        distributed.all_reduce(shared, op=distributed.ReduceOp.MAX)
        return bool(shared.item())

    def average_gradients(self, network: nn.Module) -> None:
        """Give every process the mean gradient, for a network that is not ``wrapped``."""
        if self.count == 1:
            return
        for parameter in network.parameters():
            if parameter.grad is not None:
                distributed.all_reduce(parameter.grad)
                parameter.grad /= self.count

    def gathered(self, mine: list[Any]) -> list[Any]:
        """The entries of all processes in the order in which ``mine[rank::count]`` shared them."""
        if self.count == 1:
            return mine
        parts: list[list[Any]] = [[] for _ in range(self.count)]
        distributed.all_gather_object(parts, mine)
        whole: list[Any] = [None] * sum(map(len, parts))
        for rank, part in enumerate(parts):
            whole[rank :: self.count] = part
        return whole


def is_first_process() -> bool:
    """Whether this one talks: it is alone, or ``torchrun`` started it as the first of several."""
    return _count() == 1 or os.environ["RANK"] == "0"


def _count() -> int:
    return int(os.environ.get("WORLD_SIZE", "1"))


@contextmanager
def joined_processes(device: str) -> Iterator[tuple[Processes, str]]:
    """Join the processes that ``torchrun`` started, for the length of a ``with`` block.

    Args:
        device: the device that was asked for, see ``inference.device.choose_device``.

    Returns:
        This process, and its device: with several on CUDA each has a GPU of its own.
    """
    count = _count()
    if count == 1:
        yield Processes(), device
        return
    on_cuda = device in ("auto", "cuda") and torch.cuda.is_available()
    if on_cuda:
        device = f"cuda:{os.environ['LOCAL_RANK']}"
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if on_cuda else "gloo")
    try:
        yield Processes(distributed.get_rank(), count), device
        # Nobody leaves while another still talks to it: gloo's threads would abort the process.
        distributed.barrier()
    finally:
        distributed.destroy_process_group()
