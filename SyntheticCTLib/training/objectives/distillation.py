"""Distillation: a network learns from the CT and from what a trained, larger network answers.

After Hinton et al. 2015 (arXiv 1503.02531), for regression: the teacher's answer holds no noise of
the CT and no misfit of its registration, so it is a second, calmer target.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.tasks.registry import image_task_of
from SyntheticCTLib.training.objectives.objective import Batch, Forward, Objective, Surroundings
from SyntheticCTLib.training.objectives.training_loss import training_loss
from SyntheticCTLib.training.run.recipe import Recipe
from SyntheticCTLib.training.run.starting_point import hu_statistics_of

#: Share of the teacher in the loss where a recipe does not say.
TEACHER_WEIGHT = 0.5


def is_taught(recipe: Recipe) -> bool:
    """Whether a recipe has a teacher."""
    return "teacher" in recipe.loss


def with_teacher(recipe: Recipe, model: str) -> Recipe:
    """The recipe with a teacher.

    Args:
        recipe: one that learns HU from MR.
        model: the teacher's id or folder.

    Raises:
        InputError: the recipe learns something else.
    """
    if not recipe.task.taught:
        raise InputError(
            f"Recipe {recipe.name} learns {recipe.target} from {recipe.model['input_modality']}: "
            "only recipes that learn HU from MR can have a teacher. Leave --teacher out."
        )
    return recipe.changed(loss={"teacher_weight": TEACHER_WEIGHT, **recipe.loss, "teacher": model})


def teacher_of(recipe: Recipe, held_out: Sequence[str]) -> Model:
    """Load a recipe's teacher, and refuse one that cannot teach it.

    Args:
        held_out: ids of the patients that the run is to be judged by.

    Raises:
        InputError: its input, output, grid or tiles do not fit, or it learnt from a patient who is
            held out here.
        ModelError: there is no such model, or it is damaged.
    """
    teacher = load_model(recipe.loss["teacher"])
    info = teacher.info
    if image_task_of(info).name != recipe.task.name:
        raise InputError(
            f"The model {info.id} makes {info.output_modality} from {info.input_modality}: a "
            f"teacher of the recipe {recipe.name} has to go from {recipe.task.name}."
        )
    frame = info.frame
    if frame != recipe.frame:
        raise InputError(
            f"The teacher {info.id} works on {frame}, the recipe {recipe.name} on {recipe.frame}: "
            "both have to see the same grid."
        )
    if info.input_normalisation["kind"] != recipe.input_scale:
        raise InputError(
            f"The teacher {info.id} wants its input as {info.input_normalisation['kind']!r}, the "
            f"recipe {recipe.name} gives {recipe.input_scale!r}: both have to see the same numbers."
        )
    if any(side % by for side, by in zip(recipe.patch_size, info.size_divisor, strict=True)):
        raise InputError(
            f"The recipe's patch {recipe.patch_size} is not a multiple of {info.size_divisor}, as "
            f"the teacher {info.id} needs it."
        )
    learnt = info.patients
    if seen := sorted(set(learnt) & set(held_out)):
        raise InputError(
            f"The teacher {info.id} learnt from {', '.join(seen)}, whom this run holds out: give "
            "one that held out the same patients."
        )
    return teacher


class Distillation(Objective):
    """(1 - ``teacher_weight``) x loss against the CT + ``teacher_weight`` x loss against a teacher.

    Args:
        surroundings: of the run.
        teacher: id or folder of a model that makes CT from MR.
        teacher_weight: the teacher's share, 0 to 1.
        settings: of the loss, see ``training_loss``.

    Raises:
        InputError: the share is out of range.
        ModelError: there is no such model, or it is damaged.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        *,
        teacher: str | Path,
        teacher_weight: float = TEACHER_WEIGHT,
        **settings: Any,
    ) -> None:
        if not 0 <= teacher_weight <= 1:
            raise InputError(f"teacher_weight must be from 0 to 1, not {teacher_weight}.")
        self._surroundings, self._share = surroundings, teacher_weight
        self._loss = training_loss(settings, surroundings)
        model = load_model(teacher)
        self._scale = hu_statistics_of(model.info)
        self._teacher = model.network().to(surroundings.device).eval().requires_grad_(False)

    def loss(self, forward: Forward, batch: Batch) -> torch.Tensor:
        """See ``Objective``."""
        with self._surroundings.autocast():
            predicted = forward(batch["image"])
        predicted, weight = predicted.float(), batch["weight"]
        measured = self._loss(predicted, batch["target"], weight)
        taught = self._loss(predicted, self._answer(batch["image"]), weight)
        return (1 - self._share) * measured + self._share * taught

    @torch.no_grad()
    def _answer(self, image: torch.Tensor) -> torch.Tensor:
        """What the teacher says, by the run's HU statistics."""
        with self._surroundings.autocast():
            # Its bounds and bone, if any, are not taught.
            answer: torch.Tensor = self._teacher(image)[:, :1]
        own, run = self._scale, self._surroundings.statistics
        return (answer.float() * own.sd + own.mean - run.mean) / run.sd
