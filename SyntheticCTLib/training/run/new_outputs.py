"""Fit the fresh rows of a network's last layer before its training, to what the network knows.

A step moves a weight by about the learning rate, so rows that begin anywhere take hundreds of steps
that are meant for the layers below. The last layer is linear: on the features of a few patches its
rows are a logistic and two quantile regressions, which are convex and take seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import nn

from SyntheticCTLib.models.outputs import BONE, LOWER, OUTPUTS, UPPER
from SyntheticCTLib.training.objectives.losses import pinball_loss

#: Voxels kept of a patch, drawn evenly, and steps of the regressions with their learning rate.
_VOXELS, _STEPS, _RATE = 8_000, 400, 0.03


def fit_new_outputs(
    network: nn.Module,
    batches: Iterable[dict[str, torch.Tensor]],
    *,
    quantiles: Sequence[float],
    seed: int = 0,
) -> None:
    """Fit bounds and bone of a network with the outputs of ``models.outputs``; the rest stays.

    Args:
        network: its last layer is ``head``, a convolution of one voxel; on the CPU or a device.
        batches: a few patches as training draws them, (batch, 1, k, j, i), with ``bone``.
        quantiles: of the lower and the upper bound.
        seed: of the choice of voxels.
    """
    head = network.get_submodule("head")
    assert isinstance(head, nn.Conv2d | nn.Conv3d)
    assert head.bias is not None
    features, truth = _collected(network, head, batches, seed)
    rows = [OUTPUTS.index(name) for name in (LOWER, UPPER, BONE)]
    kernel = head.weight.detach()[rows].flatten(1).clone().requires_grad_(True)
    bias = head.bias.detach()[rows].clone().requires_grad_(True)
    everywhere = torch.ones_like(truth[:, 0])
    optimizer = torch.optim.Adam([kernel, bias], lr=_RATE)
    for step in range(_STEPS):
        for group in optimizer.param_groups:
            group["lr"] = _RATE * (1 - step / _STEPS)
        lower, upper, bone = (features @ kernel.T + bias).unbind(1)
        loss = nn.functional.binary_cross_entropy_with_logits(bone, truth[:, 1])
        for bound, quantile in zip((lower, upper), quantiles, strict=True):
            loss = loss + pinball_loss(bound, truth[:, 0], everywhere, quantile=quantile)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        head.weight[rows] = kernel.reshape(head.weight[rows].shape).to(head.weight.dtype)
        head.bias[rows] = bias.to(head.bias.dtype)


@torch.no_grad()
def _collected(
    network: nn.Module, head: nn.Module, batches: Iterable[dict[str, torch.Tensor]], seed: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """What goes into the last layer (voxels, features), and target and bone (voxels, 2)."""
    seen: list[torch.Tensor] = []
    hook = head.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    generator = torch.Generator().manual_seed(seed)
    was_training = network.training
    network.eval()
    features, truth = [], []
    device = next(network.parameters()).device
    try:
        for batch in batches:
            network(batch["image"].to(device))
            inside = (batch["weight"] > 0).flatten().nonzero()[:, 0]
            chosen = inside[torch.randperm(len(inside), generator=generator)[:_VOXELS]]
            last = seen.pop().movedim(1, -1).flatten(0, -2)
            features.append(last[chosen.to(device)].float())
            both = (batch["target"], batch["bone"])
            truth.append(torch.stack([v.flatten()[chosen] for v in both], 1).to(device))
    finally:
        hook.remove()
        network.train(was_training)
    return torch.cat(features), torch.cat(truth)
