"""Voxel losses, counted only where the pair can be believed."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

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


def tissue_loss(
    prediction: torch.Tensor, target: torch.Tensor, weight: torch.Tensor
) -> torch.Tensor:
    """Cross-entropy plus 1 - Dice (mean of the labels that occur), as nnU-Net segments.

    Args:
        prediction: (batch, labels, k, j, i), before the softmax.
        target: label values (batch, 1, k, j, i); 0 is background.
        weight: (batch, 1, k, j, i).
    """
    labels = target[:, 0].long()
    entropy = nn.functional.cross_entropy(prediction, labels, reduction="none")[:, None]
    one_hot = nn.functional.one_hot(labels, prediction.shape[1]).movedim(-1, 1) * weight
    share = prediction.softmax(dim=1) * weight
    axes = [0, *range(2, prediction.ndim)]
    there = one_hot.sum(axes)
    dice = 2 * (share * one_hot).sum(axes) / (share.sum(axes) + there).clamp(min=1.0)
    occurs = there > 0
    return _weighted_mean(entropy, weight) + 1 - _weighted_mean(dice, occurs.float())


def make_loss(name: str, *, alpha: float = MIX_ALPHA) -> Loss:
    """The loss that a recipe names.

    Args:
        name: "mae", "mse", "mix" (MAE + alpha x MSE) or "tissues".
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
    if name == "tissues":
        return tissue_loss
    raise InputError(f"Unknown loss {name!r}; known losses: mae, mse, mix, afp, tissues.")
