"""Voxel losses, counted only where the pair can be believed."""

from __future__ import annotations

from collections.abc import Callable

import torch
from monai.losses import DiceCELoss
from torch import nn

from SyntheticCTLib.errors import InputError

#: Weight of the squared term in the AJNR 2022 bone-MRI study's mixture, L1 + alpha L2.
MIX_ALPHA = 4.4

#: Neighbourhood (k, j, i) in which a voxel is beside bone.
_BESIDE_BONE = (3, 7, 7)

#: Logit of what may not be learnt from: surely no bone, as its target then says.
SURELY_NOT = -20.0

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


def pinball_loss(
    prediction: torch.Tensor, target: torch.Tensor, weight: torch.Tensor, *, quantile: float
) -> torch.Tensor:
    """Weighted mean of the pinball loss, least where that share of the targets lies below.

    Args:
        prediction, target, weight: (batch, 1, k, j, i).
        quantile: between 0 and 1.
    """
    short = target - prediction
    return _weighted_mean(torch.maximum(quantile * short, (quantile - 1) * short), weight)


def with_false_bone(loss: Loss, *, factor: float, threshold: float) -> Loss:
    """A loss in which bone that is far from all bone counts more.

    Flow voids of vessels are as dark in an MR as cortex, and so few voxels that a mean hardly
    notices them; a bone surface does. Voxels beside true bone keep their weight: there the border
    is in doubt, not the bone.

    Args:
        loss: of (batch, 1, k, j, i).
        factor: by which the weight of such a voxel is multiplied.
        threshold: normalised HU above which a voxel is bone.
    """

    def heeding(
        prediction: torch.Tensor, target: torch.Tensor, weight: torch.Tensor
    ) -> torch.Tensor:
        near = nn.functional.max_pool3d(
            target, _BESIDE_BONE, stride=1, padding=[size // 2 for size in _BESIDE_BONE]
        )
        false = (prediction.detach() > threshold) & (near <= threshold)
        return loss(prediction, target, torch.where(false, factor * weight, weight))

    return heeding


def with_bone_edge(loss: Loss, *, share: float, threshold: float, width: float) -> Loss:
    """A loss that also asks on which side of the threshold of bone a voxel lies.

    A network that is in doubt answers in between, so that a surface at a threshold far below
    cortex moves outwards where the edge is sharp and in doubt, and thin bone, which seldom reaches
    it, is lost. This term is least where the threshold is passed at even odds: Dice and
    cross-entropy of bone, with the distance of a voxel's HU from the threshold as its logit.

    Args:
        loss: of (batch, 1, k, j, i).
        share: weight of the term.
        threshold: normalised HU above which a voxel is bone.
        width: normalised HU beyond the threshold at which the odds are e to 1.
    """
    side = DiceCELoss(sigmoid=True, batch=True)

    def heeding(
        prediction: torch.Tensor, target: torch.Tensor, weight: torch.Tensor
    ) -> torch.Tensor:
        seen = weight > 0
        logit = torch.where(seen, (prediction - threshold) / width, SURELY_NOT)
        edge: torch.Tensor = side(logit, (seen & (target > threshold)).to(logit.dtype))
        return loss(prediction, target, weight) + share * edge

    return heeding


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
