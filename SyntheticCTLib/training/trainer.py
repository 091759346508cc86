"""The training loop: patches in, weights out, resumable at any checkpoint."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Subset

from SyntheticCTLib.networks import build_network
from SyntheticCTLib.progress import CancelToken, Progress, ProgressCallback, ignore_progress
from SyntheticCTLib.training.augmentation import make_augmentation
from SyntheticCTLib.training.cases import HUStatistics, TrainingCase
from SyntheticCTLib.training.checkpoint import TrainingState, restore_checkpoint, save_checkpoint
from SyntheticCTLib.training.losses import make_loss
from SyntheticCTLib.training.optimisation import make_average, make_optimizer, make_schedule
from SyntheticCTLib.training.patches import PatchDataset, Sampling
from SyntheticCTLib.training.recipe import Recipe
from SyntheticCTLib.training.training_log import TrainingLog
from SyntheticCTLib.training.validation import PatientFigures, validate

logger = logging.getLogger(__name__)

CHECKPOINT_NAME = "checkpoint.pt"
_LOG_EVERY = 10


@dataclass(frozen=True)
class TrainingData:
    """Cases of one run.

    Attributes:
        training: pairs that are learnt from.
        validation: pairs of other patients.
        phantoms: analytic phantoms mixed in.
        statistics: HU mean and SD of the training pairs.
    """

    training: list[TrainingCase]
    validation: list[TrainingCase]
    phantoms: list[TrainingCase]
    statistics: HUStatistics


class Trainer:
    """Trains one network by one recipe.

    Args:
        recipe: what to do.
        data: what to learn from.
        folder: where checkpoint and logs go; a checkpoint found there is continued.
        device: where to compute.
        loader_processes: processes that make patches; 0 makes them in this one.
    """

    def __init__(
        self,
        recipe: Recipe,
        data: TrainingData,
        folder: Path,
        *,
        device: torch.device,
        loader_processes: int = 0,
    ) -> None:
        self._recipe, self._data, self._folder = recipe, data, folder
        self._device = device
        self._loader_processes = loader_processes
        self._autocast_dtype = torch.bfloat16 if _gains_from_bfloat16(device) else None
        self._loss = make_loss(**recipe.loss)
        self._steps_log = TrainingLog(folder / "steps.csv")
        self._validation_log = TrainingLog(folder / "validation.csv")
        self.state = self._fresh_state()

    def _fresh_state(self) -> TrainingState:
        torch.manual_seed(self._recipe.seed)
        network = build_network(self._recipe.network).to(self._device)
        network = network.to(memory_format=torch.channels_last_3d)  # type: ignore[call-overload]
        average = make_average(network, self._recipe.average_decay)
        optimizer = make_optimizer(network, self._recipe.optimizer)
        state = TrainingState(network, average, optimizer)
        if self.checkpoint.exists():
            restore_checkpoint(state, self.checkpoint)
            logger.info("Continuing at step %d of %s", state.step, self.checkpoint)
        return state

    @property
    def checkpoint(self) -> Path:
        """The file with which an interrupted run goes on."""
        return self._folder / CHECKPOINT_NAME

    def run(
        self, progress: ProgressCallback = ignore_progress, cancel: CancelToken | None = None
    ) -> list[PatientFigures]:
        """Train to the recipe's last step and return the last validation.

        Raises:
            Cancelled: a stop was asked for; the checkpoint holds the last step.
        """
        recipe, state = self._recipe, self.state
        schedule = make_schedule(recipe.optimizer["lr"], steps=recipe.steps, **recipe.schedule)
        figures: list[PatientFigures] = []
        started, seconds_before = time.monotonic(), state.seconds
        data_started = started
        for batch in self._batches(state.step):
            if cancel is not None and cancel.cancelled:
                save_checkpoint(state, self.checkpoint)
                cancel.raise_if_cancelled()
            data_seconds = time.monotonic() - data_started
            rate = schedule(state.step)
            for group in state.optimizer.param_groups:
                group["lr"] = rate
            loss = self._step(batch)
            state.step += 1
            state.seconds = seconds_before + time.monotonic() - started
            if state.step % _LOG_EVERY == 0:
                self._log_step(loss, data_seconds, rate)
            progress(Progress("training", state.step / recipe.steps, f"loss {loss:.4f}"))
            if state.step % recipe.save_every == 0 or state.step == recipe.steps:
                save_checkpoint(state, self.checkpoint)
            if state.step % recipe.validate_every == 0 or state.step == recipe.steps:
                figures = self.validate()
            data_started = time.monotonic()
        return figures

    def _batches(self, first_step: int) -> DataLoader:
        recipe = self._recipe
        dataset = PatchDataset(
            self._data.training,
            self._data.phantoms,
            patch_size=tuple(recipe.patch_size),  # type: ignore[arg-type]
            length=recipe.steps * recipe.batch_size,
            sampling=Sampling(**recipe.sampling),
            augmentation=make_augmentation(**recipe.augmentation) if recipe.augmentation else None,
            seed=recipe.seed,
        )
        remaining = Subset(dataset, range(first_step * recipe.batch_size, len(dataset)))
        return DataLoader(
            remaining,
            batch_size=recipe.batch_size,
            num_workers=self._loader_processes,
            pin_memory=self._device.type == "cuda",
        )

    def _step(self, batch: dict[str, torch.Tensor]) -> float:
        # Dropout and plane choice draw from the step's own seed: resuming changes nothing.
        torch.manual_seed(self._recipe.seed * 1_000_003 + self.state.step)
        network, optimizer = self.state.network, self.state.optimizer
        network.train()
        image, target, weight = (
            batch[name].to(self._device, memory_format=torch.channels_last_3d, non_blocking=True)
            for name in ("image", "target", "weight")
        )
        with torch.autocast(
            self._device.type, self._autocast_dtype, enabled=self._autocast_dtype is not None
        ):
            predicted = network(image)
        loss = self._loss(predicted.float(), target, weight)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), self._recipe.gradient_clip)
        optimizer.step()
        self.state.average.update_parameters(network)
        return float(loss.detach())

    def validate(self) -> list[PatientFigures]:
        """Score the averaged weights on the validation patients and log one row each."""
        figures = validate(
            self.state.average.module,
            self._data.validation,
            self._data.statistics,
            patch_size=tuple(self._recipe.patch_size),  # type: ignore[arg-type]
            device=self._device,
            autocast_dtype=self._autocast_dtype,
        )
        for entry in figures:
            self._validation_log.append({"step": self.state.step, **entry.to_dict()})
        if figures:
            mae = float(np.median([entry.mae for entry in figures]))
            logger.info("Step %d: median MAE %.1f HU", self.state.step, mae)
        return figures

    def _log_step(self, loss: float, data_seconds: float, rate: float) -> None:
        self._steps_log.append(
            {
                "step": self.state.step,
                "loss": f"{loss:.5f}",
                "learning_rate": f"{rate:.3e}",
                "seconds": f"{self.state.seconds:.1f}",
                "data_seconds": f"{data_seconds:.3f}",
            }
        )


def _gains_from_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is fast there: recent NVIDIA GPUs, and CPUs with AMX or AVX-512."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    if device.type == "cpu":
        return torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return False
