"""The training loop: patches in, weights out, resumable at any checkpoint."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Subset

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.networks import build_network
from SyntheticCTLib.networks.batch_norm import keep_statistics
from SyntheticCTLib.progress import UNWATCHED, Progress, Watch, keeping
from SyntheticCTLib.tasks.pair import HUStatistics, TrainingCase
from SyntheticCTLib.tasks.trained_task import Figures
from SyntheticCTLib.training.data.augmentation import MarrowContrast, make_augmentation
from SyntheticCTLib.training.data.context import Context
from SyntheticCTLib.training.data.patches import PatchDataset, Sampling
from SyntheticCTLib.training.objectives.interval_objective import QUANTILES
from SyntheticCTLib.training.objectives.objective import Batch, Objective, Surroundings
from SyntheticCTLib.training.objectives.registry import make_objective
from SyntheticCTLib.training.run.bfloat16 import gains_from_bfloat16
from SyntheticCTLib.training.run.checkpoint import (
    CHECKPOINT_NAME,
    TrainingState,
    restore_checkpoint,
    save_checkpoint,
)
from SyntheticCTLib.training.run.new_outputs import fit_new_outputs
from SyntheticCTLib.training.run.optimisation import make_average, make_optimizer
from SyntheticCTLib.training.run.phases import Phase, phases_of
from SyntheticCTLib.training.run.processes import Processes
from SyntheticCTLib.training.run.recipe import Recipe
from SyntheticCTLib.training.run.training_log import (
    LOG_EVERY,
    STEPS_LOG,
    VALIDATION_LOG,
    TrainingLog,
)
from SyntheticCTLib.training.score.validation import validate

logger = logging.getLogger(__name__)

#: Patches to which fresh outputs are fitted.
_FIRST_PATCHES = 24


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
        weights: weights to start from, None for fresh ones.
        processes: the processes that train together.
    """

    def __init__(
        self,
        recipe: Recipe,
        data: TrainingData,
        folder: Path,
        *,
        device: torch.device,
        loader_processes: int = 0,
        weights: Mapping[str, torch.Tensor] | None = None,
        processes: Processes | None = None,
    ) -> None:
        self._recipe, self._data, self._folder = recipe, data, folder
        self._device = device
        if device.type == "cuda":
            # All patches have one size: the fastest convolution is worth looking for once.
            torch.backends.cudnn.benchmark = True
        self._processes = processes or Processes()
        self._batch_share = self._processes.share_of(recipe.batch_size)
        self._loader_processes = loader_processes
        self._autocast_dtype = torch.bfloat16 if gains_from_bfloat16(device, recipe) else None
        self._phases = phases_of(recipe)
        surroundings = Surroundings(
            data.statistics,
            recipe.frame,
            device,
            self._autocast_dtype,
            recipe.seed,
            self._processes,
        )
        self._objectives = [make_objective(phase.loss, surroundings) for phase in self._phases]
        self._steps_log = TrainingLog(folder / STEPS_LOG)
        self._validation_log = TrainingLog(folder / VALIDATION_LOG)
        self._patches = self._make_patches()
        self._started_from_weights = weights is not None
        self.state = self._fresh_state(weights)
        self._kept = self.state.step
        if self._processes.is_first and self.checkpoint.exists():
            for log in (self._steps_log, self._validation_log):
                log.cut_after(self.state.step)
        self._forward = self._processes.wrapped(self.state.network, device)

    def _fresh_state(self, weights: Mapping[str, torch.Tensor] | None) -> TrainingState:
        torch.manual_seed(self._recipe.seed)
        network = build_network(self._recipe.network)
        if weights is not None:
            network.load_state_dict(weights)
        network = network.to(self._device)
        _channels_last(network)
        average = make_average(network, self._recipe.average_decay)
        optimizer = make_optimizer(network, self._recipe.optimizer)
        state = TrainingState(network, average, optimizer)
        if self.checkpoint.exists():
            restore_checkpoint(state, self.checkpoint)
            for objective, kept in zip(self._objectives, state.objectives, strict=False):
                objective.load_state_dict(kept)
            logger.info("Continuing at step %d of %s", state.step, self.checkpoint)
        return state

    @property
    def checkpoint(self) -> Path:
        """The file with which an interrupted run goes on."""
        return self._folder / CHECKPOINT_NAME

    def run(self, watch: Watch = UNWATCHED) -> list[Figures]:
        """Train to the recipe's last step and return the last validation.

        Raises:
            Cancelled: a stop was asked for; the checkpoint holds the last step, or is from before
                where the processes that make patches were ended, too.
            InputError: loss or gradient are no numbers any more; the checkpoint is from before.
        """
        try:
            return self._run(watch)
        except RuntimeError:
            # A signal to all of a program's processes ends those that make patches as well, which
            # PyTorch says wherever this one happens to be: the step may be half done.
            with keeping(self._kept, self._phases[-1].end, "steps"):
                watch.check()
            raise

    def _run(self, watch: Watch) -> list[Figures]:
        recipe, state, last = self._recipe, self.state, self._phases[-1].end
        figures: list[Figures] = []
        if state.step == 0 and self._started_from_weights:
            self.validate()  # what was there before, for whoever asks whether the training helped
        if state.step < last:
            self._objective.prepare(self._patches)
        started, seconds_before = time.monotonic(), state.seconds
        data_started, waited = started, 0.0
        for batch in self._batches(state.step):
            if self._processes.any(watch.cancelled, self._device):
                self._save()
                watch.cancel.cancel()
                with keeping(state.step, last, "steps"):
                    watch.check()
            data_seconds = time.monotonic() - data_started
            waited += data_seconds
            phase = self._entered_phase()
            rate = phase.rate(state.step)
            for group in state.optimizer.param_groups:
                group["lr"] = rate
            loss = self._step(batch)
            state.step += 1
            state.seconds = seconds_before + time.monotonic() - started
            if state.step % LOG_EVERY == 0:
                self._log_step(loss, data_seconds, rate)
            share = waited / max(time.monotonic() - started, 1e-9)
            message = f"loss {loss:.4f}, {share:.0%} waiting for patches"
            # Not a report, which would stop here: the checkpoint has to hold the last step.
            watch.callback(Progress("training", state.step / last, message))
            if state.step % recipe.save_every == 0 or state.step == last:
                self._save()
            if state.step % recipe.validate_every == 0 or state.step == last:
                figures = self.validate()
            data_started = time.monotonic()
        return figures

    def _entered_phase(self) -> Phase:
        """The phase of the next step; a later phase starts with a fresh optimiser."""
        state = self.state
        phase = next(phase for phase in self._phases if state.step < phase.end)
        if state.step == phase.first > 0:
            state.optimizer = make_optimizer(state.network, phase.optimizer)
            self._objective.prepare(self._patches)
            logger.info("Step %d: fine-tuning with the loss %s", state.step, phase.loss["name"])
        return phase

    @property
    def _objective(self) -> Objective:
        """That of the next step, or of the last one after it."""
        ends = [phase.end for phase in self._phases]
        number = sum(self.state.step >= end for end in ends[:-1])
        return self._objectives[number]

    def _save(self) -> None:
        if self._processes.is_first:
            self.state.objectives = [objective.state_dict() for objective in self._objectives]
            save_checkpoint(self.state, self.checkpoint)
        self._kept = self.state.step

    def fit_new_outputs(self) -> None:
        """Fit fresh outputs to the features of the first patches, before the first step."""
        shown = min(_FIRST_PATCHES, len(self._patches))
        patches = (self._patches[number] for number in range(shown))
        batches = [{name: v[None] for name, v in patch.items()} for patch in patches]
        quantiles = self._recipe.loss.get("quantiles", QUANTILES)
        for network in (self.state.network, self.state.average.module):
            fit_new_outputs(network, batches, quantiles=quantiles, seed=self._recipe.seed)

    def _make_patches(self) -> PatchDataset:
        recipe = self._recipe
        return PatchDataset(
            self._data.training,
            self._data.phantoms,
            patch_size=tuple(recipe.patch_size),  # type: ignore[arg-type]
            length=self._phases[-1].end * recipe.batch_size,
            sampling=Sampling(**recipe.sampling),
            augmentation=make_augmentation(**recipe.augmentation) if recipe.augmentation else None,
            seed=recipe.seed,
            batch_size=recipe.batch_size,
            context=Context(**recipe.context) if recipe.context else None,
            marrow=MarrowContrast(**recipe.marrow) if recipe.marrow else None,
            scale=recipe.input_scale,
        )

    def _batches(self, first_step: int) -> DataLoader[Batch]:
        recipe, share = self._recipe, self._batch_share
        steps = self._phases[-1].end
        # Each process takes its part of every batch, so the patches of a step do not depend on how
        # many processes there are.
        mine = [
            step * recipe.batch_size + self._processes.rank * share + n
            for step in range(first_step, steps)
            for n in range(share)
        ]
        return DataLoader(
            Subset(self._patches, mine),
            batch_size=share,
            num_workers=self._loader_processes,
            pin_memory=self._device.type == "cuda",
        )

    def _step(self, batch: dict[str, torch.Tensor]) -> float:
        # Dropout and plane choice draw from the step's own seed: resuming changes nothing.
        torch.manual_seed(self._recipe.seed * 1_000_003 + self.state.step)
        network, optimizer = self.state.network, self.state.optimizer
        network.train()
        if self.state.step >= self._recipe.norm_kept_from * self._recipe.steps:
            keep_statistics(network)
        placed = {
            name: value.to(self._device, memory_format=torch.channels_last_3d, non_blocking=True)
            for name, value in batch.items()
        }
        objective = self._objective
        loss = objective.loss(self._forward, placed)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        clip = self._recipe.gradient_clip
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), clip)
        self._check_finite(loss, norm)
        optimizer.step()
        objective.after_step()
        self.state.average.update_parameters(network)
        return float(loss.detach())

    def _check_finite(self, loss: torch.Tensor, norm: torch.Tensor) -> None:
        """Stop before a step that would make every weight useless; the last checkpoint is whole."""
        if bool(torch.isfinite(loss) & torch.isfinite(norm)):
            return
        raise InputError(
            f"The training broke off at step {self.state.step + 1}: its loss is {loss.item():g}, "
            f"the length of its gradient {norm.item():g}. The checkpoint holds the weights from "
            f"before. Look for such values in the pairs, or train with a lower learning rate "
            f"(now {self.state.optimizer.param_groups[0]['lr']:g}) into a new folder."
        )

    def validate(self) -> list[Figures]:
        """Score the averaged weights on the validation patients and log one row each."""
        processes = self._processes
        mine = validate(
            self.state.average.module,
            self._objective.predictor,
            self._data.validation[processes.rank :: processes.count],
            self._recipe.task.scorer(self._data.statistics),
            patch_size=tuple(self._recipe.patch_size),  # type: ignore[arg-type]
            device=self._device,
            autocast_dtype=self._autocast_dtype,
        )
        figures = processes.gathered(mine)
        if processes.is_first:
            for entry in figures:
                self._validation_log.append({"step": self.state.step, **entry.to_dict()})
        if figures:
            names, values = zip(*(entry.headline for entry in figures), strict=True)
            logger.info("Step %d: median of %s %.3g", self.state.step, names[0], np.median(values))
        return figures

    def _log_step(self, loss: float, data_seconds: float, rate: float) -> None:
        if not self._processes.is_first:
            return
        self._steps_log.append(
            {
                "step": self.state.step,
                "loss": f"{loss:.5f}",
                "learning_rate": f"{rate:.3e}",
                "seconds": f"{self.state.seconds:.1f}",
                "data_seconds": f"{data_seconds:.3f}",
            }
        )


def _channels_last(network: torch.nn.Module) -> None:
    """Kernels in the memory order that convolutions like best, which differs in 2D and 3D."""
    orders = {4: torch.channels_last, 5: torch.channels_last_3d}
    for parameter in network.parameters():
        if parameter.ndim in orders:
            parameter.data = parameter.data.contiguous(memory_format=orders[parameter.ndim])
