"""A model's network on an image: into its frame, tile by tile, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import nn

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.inference.forward import flips_of
from SyntheticCTLib.inference.prediction import Prediction, predict
from SyntheticCTLib.inference.settings import Channels, Computing, Tiles
from SyntheticCTLib.models import Model, ModelInfo
from SyntheticCTLib.models.loading import running
from SyntheticCTLib.models.metadata import Tiling
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.answers import Answers, mean_answer, value_of
from SyntheticCTLib.synthesis.described import described
from SyntheticCTLib.synthesis.doubt import Doubt, doubt_of
from SyntheticCTLib.synthesis.filled_up import predicted_to_the_end
from SyntheticCTLib.synthesis.mirror_images import mirrored_axes
from SyntheticCTLib.synthesis.model_frame import (
    ModelInput,
    from_model_output,
    outside_of_network,
    spread_from_model_output,
    to_model_input,
    uncovered,
)
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.refinement import (
    Refined,
    RefinementChoice,
    refine_prediction,
)
from SyntheticCTLib.tasks.task import Task


class NetworkRun:
    """Makes a synthetic image of what a network is shown, and remembers how.

    Attributes:
        model, task, options, choice: the network, its direction, and what was chosen.
        volume: the input as it was read.
        device: where the network runs.
        record: how the tiles of the last run were worked off, ``{}`` before it.
        refined: what a second stage made, None without one.
    """

    def __init__(
        self,
        model: Model,
        task: Task,
        options: SynthesisOptions,
        choice: RefinementChoice,
        volume: Volume,
        device: torch.device,
    ) -> None:
        self.model, self.task, self.options, self.choice = model, task, options, choice
        self.volume, self.device = volume, device
        self._seen: ModelInput | None = None
        self._answer: np.ndarray | None = None
        self._spread: np.ndarray | None = None
        self.record: dict[str, Any] = {}
        self.refined: Refined | None = None

    @property
    def info(self) -> ModelInfo:
        """What the model says of itself."""
        return self.model.info

    def hounsfield(self, corrected: Volume, mask: Mask, watch: Watch) -> Float32Array:
        """The synthetic image as HU, [k, j, i]."""
        return self(corrected, mask, watch).array.astype(np.float32)

    def __call__(
        self, corrected: Volume, mask: Mask, watch: Watch, *, begins: float = 0.0
    ) -> Volume:
        """The synthetic image on the input's grid.

        Args:
            corrected: what the network is shown, on its kind's scale.
            mask: where an image can be made.
            begins: share of that watch's work that is done.
        """
        model, info, choice = self.model, self.info, self.choice

        def at(share: float) -> float:
            return begins + share * (1 - begins)

        with watch.stage("bringing into the model's frame", begins, at(0.05)):
            seen = to_model_input(*self._going_on(corrected, mask), info)
        first_end = at(0.95 - 0.9 * _share_of_refinement(choice))
        with watch.stage("predicting", at(0.05), first_end) as part, running(info):
            answers = self._answers(seen, part)
        answer = answers.mean
        value = value_of(answer)
        self._seen, self._answer, self.record, self.refined = seen, answer, answers.record, None
        self._spread = answers.spread if self.options.spread else None
        if choice.kind != "none":
            with watch.stage("refining", first_end, at(0.95)) as part:
                self.refined = refine_prediction(
                    model,
                    seen.image.array,
                    value,
                    seen.mask,
                    choice,
                    padding=(seen.padding, outside_of_network(info)),
                    tiling=self._tiling,
                    computing=self._computing,
                    watch=part,
                )
        with watch.stage("bringing back onto the input's grid", at(0.95), 1.0):
            best = value if self.refined is None else self.refined.array
            return from_model_output(best, seen, info, self.volume, mask)

    def _going_on(self, corrected: Volume, mask: Mask) -> tuple[Volume, Mask]:
        """What the network is shown, and where, see ``Task.going_on``."""
        return self.task.going_on(corrected, mask) if self._own_borders else (corrected, mask)

    @property
    def _own_borders(self) -> bool:
        """Whether the network learnt here, and from bodies that go on."""
        imported = self.info.metadata.synthetic_ct.imported
        return self.task.body_goes_on and imported is None

    @property
    def _tiling(self) -> Tiling:
        """The model's own, where nothing else was asked for."""
        own, options = self.info.tiling, self.options
        overlap = own.overlap if options.overlap is None else options.overlap
        return replace(own, overlap=overlap, kind=options.blending or own.kind)

    @property
    def _computing(self) -> Computing:
        return Computing(self.device, unit=float(self.info.output_normalisation.get("sd", 1.0)))

    def _answers(self, seen: ModelInput, watch: Watch) -> Answers:
        """The mean over the model's members and over mirror images, and how far these differ."""
        info, options = self.info, self.options
        flips = flips_of(mirrored_axes(info, asked=options.mirror))
        networks = (self.model.network(), *self.model.members)
        # One at a time where their spread is asked for, else the mirror images of a tile together.
        passes = [[flip] for flip in flips] if options.spread else [flips]
        tiling, computing = self._tiling, self._computing
        padding = None if self._own_borders else seen.padding

        def answer(network: nn.Module, turned: list[tuple[int, ...]], part: Watch) -> Prediction:
            if tiling.steps == "end":
                return predicted_to_the_end(network, seen, info, turned, part, tiling, computing)
            return predict(
                network,
                seen.channels,
                seen.mask,
                tiles=Tiles(info.patch_size, info.size_divisor, tiling),
                channels=Channels(len(info.outputs), padding, uncovered(info)),
                computing=computing,
                flips=turned,
                watch=part,
            )

        return mean_answer(answer, networks, passes, watch)

    def of_samples(self, mask: Mask) -> tuple[Volume | None, Volume | None]:
        """Mean and spread of the samples on the input's grid, None without several; of an
        ensemble, or of mirror images, their spread, for the result is their mean."""
        refined, seen, info, volume = self.refined, self._seen, self.info, self.volume
        if seen is not None and refined is None and self._spread is not None:
            spread = spread_from_model_output(self._spread, seen, info, volume, mask)
            return None, described(spread, info.output_modality, "SD of answers")
        if seen is None or refined is None or refined.mean is None or refined.spread is None:
            return None, None
        mean = from_model_output(refined.mean, seen, info, volume, mask)
        spread = spread_from_model_output(refined.spread, seen, info, volume, mask)
        return (
            described(mean, info.output_modality, "mean of samples"),
            described(spread, info.output_modality, "SD of samples"),
        )

    def doubt(self, mask: Mask) -> Doubt | None:
        """Bounds and probabilities of a network that gives them, None of one that does not."""
        answer, seen = self._answer, self._seen
        if answer is None or seen is None or value_of(answer) is answer:
            return None
        return doubt_of(answer, seen, self.info, self.volume, mask)


def _share_of_refinement(choice: RefinementChoice) -> float:
    """Share of the time of both stages: a step of the second takes about as long as the first."""
    steps = choice.steps * choice.samples
    return steps / (steps + 1)
