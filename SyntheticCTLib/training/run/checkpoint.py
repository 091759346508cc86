"""Checkpoints: all that a training run needs to go on as if it had never stopped."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from SyntheticCTLib.errors import InputError, is_out_of_memory
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.networks import build_network
from SyntheticCTLib.training.run.optimisation import make_average, make_optimizer
from SyntheticCTLib.training.run.recipe import Recipe

#: Files of a run folder: what the run is, and where it stands.
RUN_RECORD = "run.json"
CHECKPOINT_NAME = "checkpoint.pt"


@dataclass
class TrainingState:
    """What changes while training.

    Attributes:
        network: the network being trained.
        average: the moving average of its weights.
        optimizer: the optimiser with its moments.
        step: steps done.
        seconds: time spent in training so far, over all resumed parts.
        objectives: what the objective of each phase keeps beside the network.
    """

    network: nn.Module
    average: AveragedModel
    optimizer: torch.optim.Optimizer
    step: int = 0
    seconds: float = 0.0
    objectives: list[dict[str, Any]] = field(default_factory=list)


def save_checkpoint(state: TrainingState, path: Path) -> None:
    """Write a checkpoint; a crash while writing leaves the one before.

    Raises:
        OSError: the disk is full, or fails.
    """
    contents: dict[str, Any] = {
        "network": state.network.state_dict(),
        "average": state.average.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "step": state.step,
        "seconds": state.seconds,
        "objectives": state.objectives,
    }
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        try:
            torch.save(contents, file)
        except RuntimeError as error:
            # torch closes its archive after a failed write, too, and tells of that alone.
            if isinstance(error.__context__, OSError):
                raise error.__context__ from None
            raise


def restore_checkpoint(state: TrainingState, path: Path) -> None:
    """Bring a training state to where a checkpoint left it. Nothing in the file is executed.

    Raises:
        InputError: the checkpoint is damaged or belongs to another network.
    """
    try:
        contents = torch.load(path, map_location="cpu", weights_only=True)
        state.network.load_state_dict(contents["network"])
        state.average.load_state_dict(contents["average"])
        state.optimizer.load_state_dict(contents["optimizer"])
        state.step, state.seconds = contents["step"], contents["seconds"]
        # Checkpoints of older versions have none.
        state.objectives = contents.get("objectives", [])
    except (RuntimeError, KeyError, ValueError, EOFError, pickle.UnpicklingError) as error:
        if is_out_of_memory(error):
            raise
        raise InputError(
            f"The checkpoint {path.name} does not fit this recipe or is damaged "
            f"({type(error).__name__}); remove it to start again."
        ) from error


def restored_run(run: Path, recipe: Recipe) -> TrainingState:
    """The state at which a run's last checkpoint stands, on the CPU.

    Raises:
        InputError: there is none, it is damaged, or it does not fit the recipe.
    """
    checkpoint = run / CHECKPOINT_NAME
    if not checkpoint.is_file():
        raise InputError(f"The run {run} has no checkpoint; train it first.")
    network = build_network(recipe.network)
    average = make_average(network, recipe.average_decay)
    state = TrainingState(network, average, make_optimizer(network, recipe.optimizer))
    restore_checkpoint(state, checkpoint)
    return state
