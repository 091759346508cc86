"""The diffusion stage: the network learns to see what the first stage left out, in noise."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.data import Dataset

from SyntheticCTLib.inference.diffusion import make_scheduler, single_step
from SyntheticCTLib.training.objectives.losses import mse_loss
from SyntheticCTLib.training.objectives.objective import Batch, Forward, Objective, Surroundings
from SyntheticCTLib.training.objectives.stage_one import load_stage_one

#: Patches from which the residual's SD is taken.
_MEASURED_PATCHES = 48

#: How noise is added when a recipe does not say: DDPM's linear betas (Ho et al. 2020), whose last
#: timestep is noise alone.
DEFAULT_NOISE = {"num_train_timesteps": 1000, "schedule": "linear_beta"}


#: Largest residual in its SDs, and steps of a sample, when a recipe does not say.
CLIP = 6.0
STEPS = 10


class Denoising(Objective):
    """Mean squared error of the velocity of the residual "MR minus first stage".

    Part of the patches are shown at the last timestep without any noise: there the best answer is
    the mean of all residuals, which one step without noise then gives (the regression sampling of
    YODA, arXiv 2505.02048, trained for instead of hoped for).

    Args:
        surroundings: of the run.
        stage_one: folder of the first stage's run, or a model folder.
        scheduler: ``num_train_timesteps``, ``schedule`` and its arguments; None for 1000 timesteps
            of ``DEFAULT_NOISE``.
        regression_share: of the patches.
        clip: largest residual, in its SDs.
        steps: that a sample takes when nobody says how many.

    Raises:
        InputError: no first stage is given, or it is none.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        *,
        stage_one: str = "",
        scheduler: dict[str, Any] | None = None,
        regression_share: float = 0.3,
        clip: float = CLIP,
        steps: int = STEPS,
    ) -> None:
        self._surroundings = surroundings
        self._first = load_stage_one(stage_one).network.to(surroundings.device)
        self._scheduler = make_scheduler(scheduler or DEFAULT_NOISE, clip=clip)
        self._share = regression_share
        self.residual_sd = 0.0

    @staticmethod
    def described(settings: dict[str, Any], kept: list[dict[str, Any]]) -> dict[str, Any]:
        """Of a recipe's loss and a checkpoint, what a synthesis needs to know.

        Args:
            settings: a recipe's ``loss``.
            kept: ``TrainingState.objectives``.

        Returns:
            "scheduler", "clip", "steps" and "residual_sd" of ``models.info.Refinement``.
        """
        return {
            "scheduler": settings.get("scheduler") or DEFAULT_NOISE,
            "clip": settings.get("clip", CLIP),
            "steps": settings.get("steps", STEPS),
            "residual_sd": kept[0]["residual_sd"],
        }

    def prepare(self, patches: Dataset[Batch]) -> None:
        """Measure the residual's SD where voxels count, on evenly chosen training patches."""
        if self.residual_sd > 0:
            return
        count = len(patches)  # type: ignore[arg-type]
        squares = voxels = 0.0
        for number in np.unique(np.linspace(0, count - 1, _MEASURED_PATCHES).astype(int)):
            batch = {name: value[None] for name, value in patches[int(number)].items()}
            placed = {name: value.to(self._surroundings.device) for name, value in batch.items()}
            left = (placed["target"] - self._coarse(placed["image"])) * placed["weight"]
            squares += float(left.square().sum())
            voxels += float(placed["weight"].sum())
        self.residual_sd = max((squares / max(voxels, 1.0)) ** 0.5, 1e-6)

    def loss(self, forward: Forward, batch: Batch) -> torch.Tensor:
        """See ``Objective``."""
        image, target, weight = batch["image"], batch["target"], batch["weight"]
        coarse = self._coarse(image)
        left = torch.where(weight > 0, (target - coarse) / self.residual_sd, 0.0)
        noisy, wanted, timesteps = self._noised(left)
        with self._surroundings.autocast():
            said = forward(torch.cat((noisy, image, coarse), dim=1), timesteps)
        return mse_loss(said.float(), wanted, weight)

    def predictor(self, network: nn.Module) -> Forward:
        """The first stage's answer with the mean residual on top."""

        def predict(image: torch.Tensor) -> torch.Tensor:
            coarse = self._coarse(image)
            conditions = torch.cat((image, coarse), dim=1)
            return coarse + self.residual_sd * single_step(network, conditions, self._scheduler)

        return predict

    def state_dict(self) -> dict[str, Any]:
        """See ``Objective``."""
        return {"residual_sd": self.residual_sd}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """See ``Objective``."""
        self.residual_sd = float(state["residual_sd"])

    @torch.no_grad()
    def _coarse(self, image: torch.Tensor) -> torch.Tensor:
        with self._surroundings.autocast():
            coarse: torch.Tensor = self._first(image)
            return coarse.float()

    def _noised(self, left: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Noisy residuals, the velocities that belong to them, and the timesteps."""
        scheduler, count = self._scheduler, len(left)
        timesteps = torch.randint(scheduler.num_train_timesteps, (count,)).to(left.device)
        noise = torch.randn(left.shape).to(left.device)
        noisy = scheduler.add_noise(left, noise, timesteps)
        wanted = scheduler.get_velocity(left, noise, timesteps)
        silent = (torch.rand(count) < self._share).to(left.device)
        last = scheduler.num_train_timesteps - 1
        # From 0 at the last timestep, this is the velocity that leads to the residual itself.
        towards = -left / (1 - scheduler.alphas_cumprod[last]).sqrt()
        each = silent.reshape(-1, 1, 1, 1, 1)
        return (
            torch.where(each, 0.0, noisy),
            torch.where(each, towards, wanted),
            torch.where(silent, last, timesteps),
        )
