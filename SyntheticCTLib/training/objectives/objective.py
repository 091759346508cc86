"""What one phase of a run trains the network for: how a batch becomes a loss."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.utils.data import Dataset

from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.training.run.processes import Processes

#: Tensors of a batch, each (batch, 1, k, j, i): "image", "target", "weight", and "bone" where the
#: recipe learns shapes.
Batch = dict[str, torch.Tensor]

#: A network's forward pass, see ``Objective.loss``.
Forward = Callable[..., torch.Tensor]


@dataclass(frozen=True)
class Surroundings:
    """What an objective needs to know of its run.

    Attributes:
        statistics: of the HU.
        frame: orientation and spacing of all images.
        device: where to compute.
        autocast_dtype: lower precision, or None.
        seed: of the run.
        processes: those that train together.
    """

    statistics: HUStatistics
    frame: dict[str, Any]
    device: torch.device
    autocast_dtype: torch.dtype | None
    seed: int
    processes: Processes

    def autocast(self) -> AbstractContextManager[None]:
        """The precision in which networks compute."""
        return torch.autocast(
            self.device.type, self.autocast_dtype, enabled=self.autocast_dtype is not None
        )


class Objective(ABC):
    """One way to train a network. The defaults are those of an objective that keeps nothing."""

    def prepare(self, patches: Dataset[Batch]) -> None:  # noqa: B027 - a hook
        """Before the phase's first step, and after a resumption."""

    @abstractmethod
    def loss(self, forward: Forward, batch: Batch) -> torch.Tensor:
        """The loss of a batch."""

    def after_step(self) -> None:  # noqa: B027 - a hook
        """After the network's own step: what else learns."""

    def predictor(self, network: nn.Module) -> Forward:
        """What predicts the target of images (batch, 1, k, j, i), for validation."""
        return network

    def state_dict(self) -> dict[str, Any]:
        """What a resumed run needs beside the network."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:  # noqa: B027 - a hook
        """The reverse."""
