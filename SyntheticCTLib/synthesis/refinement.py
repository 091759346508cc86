"""The second stage of a synthesis: what the first stage left out, by diffusion.

Every step asks the network over the whole volume and steps the whole volume at once, from noise
made once for all of it: tiles share every step, so that they leave no seams.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.inference.diffusion import (
    AtTimestep,
    check_scheduler,
    make_scheduler,
)
from SyntheticCTLib.inference.mean_and_spread import MeanAndSpread
from SyntheticCTLib.inference.prediction import Prediction, predict
from SyntheticCTLib.inference.settings import Channels, Computing, Tiles
from SyntheticCTLib.models import Model, ModelInfo
from SyntheticCTLib.models.info import DEFAULT_SCHEDULER, Refine
from SyntheticCTLib.models.metadata import Refinement, Tiling
from SyntheticCTLib.progress import Progress, Watch
from SyntheticCTLib.synthesis.options import SynthesisOptions

#: Of the record of a prediction, what is told of the last step for all of them.
_TOLD = ("device", "precision", "patch_size", "batch", "sums_on", "overlap", "blending", "tiles")


@dataclass(frozen=True)
class RefinementChoice:
    """What is wanted of the second stage.

    Attributes:
        kind: "none", "mean" (deterministic, the truthful picture) or "texture" (one that is drawn).
        steps: of each sample; 1 for the mean without samples.
        samples: how many are drawn; more than 1 also give their mean and spread.
        seed: of the noise.
        scheduler: one of ``models.info.SCHEDULERS``.
    """

    kind: Refine
    steps: int
    samples: int
    seed: int
    scheduler: str = DEFAULT_SCHEDULER

    @property
    def single_step(self) -> bool:
        """Whether the mean is asked of the network in one step, and nothing is drawn."""
        return self.kind == "mean" and self.samples == 1


@dataclass(frozen=True, eq=False)
class Refined:
    """What the second stage made; arrays in the network's units, [k, j, i], float32.

    Attributes:
        array: the refined image: the mean, or a sample.
        mean: mean of the samples; None of fewer than two.
        spread: their standard deviation; None of fewer than two.
        record: how, ready for JSON.
    """

    array: np.ndarray
    mean: np.ndarray | None
    spread: np.ndarray | None
    record: dict[str, Any]


def choose_refinement(info: ModelInfo, options: SynthesisOptions) -> RefinementChoice:
    """Check what is wanted, before any work.

    Raises:
        InputError: a value that cannot be, or a refinement that the model does not have.
    """
    second, steps, samples = info.refinement, options.steps, options.samples
    kind = options.refine or ("none" if second is None else "mean")
    check_scheduler(options.scheduler)
    if second is None and kind != "none":
        raise InputError(f"The model {info.id} has no second stage: choose the refinement none.")
    if kind == "none":
        if samples > 1:
            raise InputError(f"{samples} samples cannot be drawn with the refinement none.")
        return RefinementChoice("none", 0, 0, options.seed, options.scheduler)
    assert second is not None
    if kind == "mean" and samples == 1:
        return RefinementChoice("mean", 1, 1, options.seed, options.scheduler)
    chosen = second.steps if steps is None else steps
    make_scheduler(second.scheduler, clip=second.clip, steps=chosen, name=options.scheduler)
    return RefinementChoice(kind, chosen, samples, options.seed, options.scheduler)


def refine_prediction(
    model: Model,
    image: np.ndarray,
    coarse: np.ndarray,
    mask: np.ndarray,
    choice: RefinementChoice,
    *,
    padding: tuple[float, float],
    tiling: Tiling,
    computing: Computing,
    watch: Watch,
) -> Refined:
    """Refine what the first stage predicted.

    The same seed gives the same voxels; on the CPU bit for bit.

    Args:
        model: of two stages.
        image: what the first stage saw, [k, j, i].
        coarse: what it predicted, the same shape, in network units.
        mask: where an image is wanted, bool, the same shape.
        choice: another than "none".
        padding: what stands for "nothing there" in ``image`` and in ``coarse``.
        tiling: of the first stage's tiles; the second's lie evenly, and are never longer.
        computing: where the network runs.
        watch: told after every batch of tiles, with steps and tiles.

    Raises:
        ModelError, ResourceError, Cancelled: see ``predict``.
    """
    assert model.info.refinement is not None
    second = _SecondStage(
        model=model,
        conditions=np.stack([image, coarse]).astype(np.float32),
        mask=mask,
        choice=choice,
        padding=padding,
        tiling=tiling,
        computing=computing,
        watch=watch,
    )
    first, mean, spread = _drawn(second.residual, choice.samples)
    told = mean if choice.kind == "mean" else first
    several = choice.samples > 1
    scale = np.float32(model.info.refinement.residual_sd)
    return Refined(
        coarse + scale * told,
        coarse + scale * mean if several else None,
        scale * spread if several else None,
        _record(choice, second.records),
    )


@dataclass(eq=False)
class _SecondStage:
    """The second stage on one image; ``records`` are those of its predictions so far.

    ``conditions`` are image and first prediction, [channel, k, j, i]; all else as
    ``refine_prediction`` is given it.
    """

    model: Model
    conditions: np.ndarray
    mask: np.ndarray
    choice: RefinementChoice
    padding: tuple[float, float]
    tiling: Tiling
    computing: Computing
    watch: Watch
    records: list[dict[str, Any]] = field(default_factory=list)

    def residual(self, number: int) -> np.ndarray:
        """One sample of what the first stage left, [k, j, i]."""
        second, choice = self._described, self.choice
        scheduler = make_scheduler(
            second.scheduler, clip=second.clip, steps=choice.steps, name=choice.scheduler
        )
        state = torch.from_numpy(_start(choice, number, self.mask.shape))
        for n, timestep in enumerate(scheduler.timesteps.tolist()):
            told = _steps_told(self.watch, number * choice.steps + n, choice)
            said = self._velocity(state.numpy(), timestep, told)
            state = scheduler.step(torch.from_numpy(said), timestep, state)[0]
        return state.numpy()

    def _velocity(self, noisy: np.ndarray, timestep: int, watch: Watch) -> np.ndarray:
        second = self._described
        joined = Tiling(self.tiling.kind, self.tiling.overlap)
        found: Prediction = predict(
            AtTimestep(self.model.refiner, timestep).eval(),  # type: ignore[arg-type]
            np.concatenate([noisy[None], self.conditions]),
            self.mask,
            tiles=Tiles(second.patch_size, second.size_divisor, joined),
            channels=Channels(padding=(0.0, *self.padding)),
            computing=self.computing,
            watch=watch,
        )
        self.records.append(found.record)
        return found.array

    @property
    def _described(self) -> Refinement:
        assert self.model.info.refinement is not None
        return self.model.info.refinement


def _start(choice: RefinementChoice, number: int, shape: tuple[int, ...]) -> np.ndarray:
    """The noise of one sample for the whole volume, the same on every device."""
    if choice.single_step:
        return np.zeros(shape, np.float32)
    random = np.random.default_rng((choice.seed, number))
    return random.standard_normal(shape, dtype=np.float32)


def _drawn(
    residual: Callable[[int], np.ndarray], samples: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The first sample, and mean and SD of all."""
    first, of_all = residual(0), MeanAndSpread()
    of_all.add(first)
    for number in range(1, samples):
        of_all.add(residual(number))
    return first, of_all.mean, of_all.spread


def _steps_told(watch: Watch, done: int, choice: RefinementChoice) -> Watch:
    total = choice.steps * choice.samples
    part = watch.part(done / total, (done + 1) / total)

    def told(step: Progress) -> None:
        message = f"step {done + 1} of {total}, {step.message}"
        part.report("refining", step.fraction, message)

    return Watch(told, watch.cancel)


def _record(choice: RefinementChoice, records: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": choice.kind,
        "steps": choice.steps,
        "samples": choice.samples,
        "seed": None if choice.single_step else choice.seed,
        "scheduler": choice.scheduler,
        **{key: records[-1][key] for key in _TOLD},
        "memory_steps": [step for record in records for step in record["memory_steps"]],
        "seconds": round(sum(record["seconds"] for record in records), 3),
    }
