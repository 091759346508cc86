"""Adam (Kingma and Ba 2015), with steps that shrink, for the few tensors of a registration.

PyTorch's function does the arithmetic. Its class ``torch.optim.Adam`` gives the same numbers, but
loads PyTorch's compiler when it is first made, which takes as long as a small registration.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.optim.adam import adam


class Descent:
    """Moves tensors down their gradients.

    Args:
        tensors: what moves, leaves with gradients, and the length of each one's first step.
        shrink: every step is this many times as long as the one before.
    """

    def __init__(self, tensors: Sequence[tuple[torch.Tensor, float]], shrink: float) -> None:
        self._shrink = shrink
        self._moved = [(tensor, _Memory(tensor)) for tensor, _ in tensors]
        self._lengths = [length for _, length in tensors]

    def forget_gradients(self) -> None:
        """Before the gradients of the next step are made."""
        for tensor, _ in self._moved:
            tensor.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """One step; what has no gradient stays."""
        for (tensor, memory), length in zip(self._moved, self._lengths, strict=True):
            if tensor.grad is not None:
                memory.move(tensor, tensor.grad, length)
        self._lengths = [length * self._shrink for length in self._lengths]


class _Memory:
    """Running means of a tensor's gradient and of its square."""

    def __init__(self, tensor: torch.Tensor) -> None:
        self._mean, self._square = torch.zeros_like(tensor), torch.zeros_like(tensor)
        self._steps = torch.tensor(0.0)

    def move(self, tensor: torch.Tensor, gradient: torch.Tensor, length: float) -> None:
        adam(
            [tensor],
            [gradient],
            [self._mean],
            [self._square],
            [],
            [self._steps],
            foreach=False,
            amsgrad=False,
            has_complex=False,
            beta1=0.9,
            beta2=0.999,
            lr=length,
            weight_decay=0.0,
            eps=1e-8,
            maximize=False,
        )
