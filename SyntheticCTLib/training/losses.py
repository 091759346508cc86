"""Voxel losses on normalised HU, counted only where the pair can be believed."""

from __future__ import annotations

from collections.abc import Callable

import torch

from SyntheticCTLib.errors import InputError

#: Weight of the squared term in the AJNR 2022 bone-MRI study's mixture, L1 + alpha L2.
MIX_ALPHA = 4.4

#: ``loss(prediction, target, weight)``, all (batch, 1, k, j, i); weight 0 leaves a voxel out.
Loss = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


def _weighted_mean(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return (values * weight).sum() / weight.sum().clamp(min=1.0)


def mae_loss(prediction: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Weighted mean of |prediction - target|."""
    return _weighted_mean((prediction - target).abs(), weight)


def mse_loss(prediction: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Weighted mean of (prediction - target) squared."""
    return _weighted_mean((prediction - target).square(), weight)


def make_loss(name: str, *, alpha: float = MIX_ALPHA) -> Loss:
    """The loss that a recipe names.

    Args:
        name: "mae", "mse" or "mix" (MAE + alpha x MSE).
        alpha: weight of the squared term of "mix".

    Raises:
        InputError: another name.
    """
    if name == "mae":
        return mae_loss
    if name == "mse":
        return mse_loss
    if name == "mix":
        return lambda prediction, target, weight: (
            mae_loss(prediction, target, weight) + alpha * mse_loss(prediction, target, weight)
        )
    raise InputError(f"Unknown loss {name!r}; known losses: mae, mse, mix.")
