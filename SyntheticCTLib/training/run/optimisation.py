"""Optimiser, learning-rate schedule and the moving average of the weights."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from SyntheticCTLib.errors import InputError

_OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "AdamW": torch.optim.AdamW,
    "SGD": torch.optim.SGD,
}


def make_optimizer(network: nn.Module, settings: dict[str, Any]) -> torch.optim.Optimizer:
    """The optimiser that a recipe names, over all weights of a network.

    Args:
        settings: ``name`` ("AdamW" or "SGD") and keyword arguments of torch's class.

    Raises:
        InputError: another name.
    """
    arguments = dict(settings)
    name = arguments.pop("name", None)
    if name not in _OPTIMIZERS:
        known = ", ".join(_OPTIMIZERS)
        raise InputError(f"Unknown optimizer {name!r}; known optimizers: {known}.")
    return _OPTIMIZERS[name](network.parameters(), **arguments)


def make_schedule(
    rate: float, *, steps: int, exponent: float = 0.9, warmup_steps: int = 0
) -> Callable[[int], float]:
    """Learning rate of each step: a linear warm-up times a polynomial decay to 0 over ``steps``.

    A function of the step alone, so that a resumed or lengthened run has the rate of its step. The
    exponent 0.9 is nnU-Net's.

    Args:
        rate: learning rate at the start of the decay.
    """

    def rate_at(step: int) -> float:
        warmup = min(1.0, (step + 1) / (warmup_steps + 1))
        left = max(0.0, 1.0 - step / steps)
        return rate * warmup * math.pow(left, exponent)

    return rate_at


def make_average(network: nn.Module, decay: float) -> AveragedModel:
    """An exponential moving average of a network's weights."""
    return AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(decay))
