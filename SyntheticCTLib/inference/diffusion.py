"""The steps of a diffusion stage: which timesteps, and what the network is asked at each.

The network predicts the velocity of a residual with SD 1 (v-prediction: Salimans and Ho 2022,
arXiv 2202.00512); MONAI's DDIM scheduler (Song et al. 2021, arXiv 2010.02502) does the arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models.info import DEFAULT_SCHEDULER, SCHEDULERS

if TYPE_CHECKING:
    from monai.networks.schedulers import DDIMScheduler


def make_scheduler(
    settings: Mapping[str, Any], *, clip: float, steps: int = 1, name: str = DEFAULT_SCHEDULER
) -> DDIMScheduler:
    """A scheduler whose ``timesteps`` lead from pure noise to the residual, exactly.

    MONAI spreads few timesteps from the first to the last one of training, but steps by their
    number divided by ``steps``: with two steps a sample half full of noise is then taken for a
    clean one. Here the timesteps lie where its steps arrive.

    Args:
        settings: ``num_train_timesteps``, ``schedule`` and arguments of that schedule.
        clip: largest residual, in its SDs.
        steps: how many.
        name: one of ``SCHEDULERS``.

    Raises:
        InputError: the name is unknown, or the steps are too few or too many.
    """
    from monai.networks.schedulers import DDIMScheduler

    check_scheduler(name)
    trained = int(settings["num_train_timesteps"])
    if not 1 <= steps <= trained:
        raise InputError(f"A sample takes 1 to {trained} steps, not {steps}.")
    scheduler = DDIMScheduler(
        **settings,
        prediction_type="v_prediction",
        clip_sample_min=-clip,
        clip_sample_max=clip,
    )
    scheduler.set_timesteps(steps)
    stride = trained // steps
    scheduler.timesteps = torch.arange(steps, 0, -1) * stride - 1
    return scheduler


def check_scheduler(name: str) -> None:
    """Refuse a scheduler that is not known.

    Raises:
        InputError: it is none of ``SCHEDULERS``.
    """
    if name not in SCHEDULERS:
        raise InputError(f"Unknown scheduler {name!r}; known: {', '.join(SCHEDULERS)}.")


class AtTimestep(nn.Module):
    """A diffusion network at one timestep, as a network of images alone.

    Args:
        network: takes images ``(batch, channel, k, j, i)`` and timesteps ``(batch,)``.
        timestep: an integer, the same for every image.
    """

    def __init__(self, network: nn.Module, timestep: int) -> None:
        super().__init__()
        self.network, self.timestep = network, timestep

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Images ``(batch, channel, k, j, i)`` to ``(batch, 1, k, j, i)``."""
        timesteps = torch.full((len(images),), self.timestep, device=images.device)
        predicted: torch.Tensor = self.network(images, timesteps)
        return predicted


def single_step(
    network: nn.Module, conditions: torch.Tensor, scheduler: DDIMScheduler
) -> torch.Tensor:
    """The mean of all residuals that are possible: one step from no noise at all.

    Args:
        network: see ``AtTimestep``.
        conditions: ``(batch, channel, k, j, i)``.
        scheduler: of one step.

    Returns:
        The residual in its SDs, ``(batch, 1, k, j, i)``.
    """
    start = torch.zeros_like(conditions[:, :1])
    timestep = int(scheduler.timesteps[0])
    velocity = AtTimestep(network, timestep)(torch.cat((start, conditions), dim=1))
    return scheduler.step(velocity.float(), timestep, start.float())[0]
