"""The plain objective: the network's answer against the target."""

from __future__ import annotations

from typing import Any

import torch

from SyntheticCTLib.training.objectives.objective import Batch, Forward, Objective, Surroundings
from SyntheticCTLib.training.objectives.training_loss import training_loss


class Regression(Objective):
    """The network's answer against the target, voxel by voxel or by features.

    Args:
        surroundings: of the run.
        settings: of the loss, see ``training_loss``.
    """

    def __init__(self, surroundings: Surroundings, **settings: Any) -> None:
        self._loss, self._surroundings = training_loss(settings, surroundings), surroundings

    def loss(self, forward: Forward, batch: Batch) -> torch.Tensor:
        """See ``Objective``."""
        with self._surroundings.autocast():
            predicted = forward(batch["image"])
        return self._loss(predicted.float(), batch["target"], batch["weight"])
