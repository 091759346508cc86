"""The phases of a run: the training, and a fine-tuning with other loss and learning rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SyntheticCTLib.training.run.optimisation import make_schedule
from SyntheticCTLib.training.run.recipe import Recipe


@dataclass(frozen=True)
class Phase:
    """Steps that are done with one loss and one optimiser.

    Attributes:
        first: number of its first step.
        steps: how many it has.
        optimizer, schedule, loss: as in a recipe.
    """

    first: int
    steps: int
    optimizer: dict[str, Any]
    schedule: dict[str, Any]
    loss: dict[str, Any]

    @property
    def end(self) -> int:
        """Number of the step after its last."""
        return self.first + self.steps

    def rate(self, step: int) -> float:
        """Learning rate of a step of this phase, counted from the start of the run."""
        schedule = make_schedule(self.optimizer["lr"], steps=self.steps, **self.schedule)
        return schedule(step - self.first)


def phases_of(recipe: Recipe) -> list[Phase]:
    """The phases that a recipe asks for, one or two."""
    first = Phase(0, recipe.steps, recipe.optimizer, recipe.schedule, recipe.loss)
    if not recipe.fine_tuning:
        return [first]
    other = recipe.fine_tuning
    second = Phase(
        recipe.steps,
        other["steps"],
        {**recipe.optimizer, **other.get("optimizer", {})},
        other.get("schedule", recipe.schedule),
        other.get("loss", recipe.loss),
    )
    return [first, second]


def compares_features(recipe: Recipe) -> bool:
    """Whether a loss of the recipe needs a feature network."""
    losses = [recipe.loss, recipe.fine_tuning.get("loss", {})]
    return any(loss.get("name") == "afp" for loss in losses)


def with_feature_network(recipe: Recipe, folder: str) -> Recipe:
    """The recipe with a feature network's folder in each loss that compares features."""

    def filled(loss: dict[str, Any]) -> dict[str, Any]:
        return {**loss, "feature_network": folder} if loss.get("name") == "afp" else loss

    fine_tuning = dict(recipe.fine_tuning)
    if "loss" in fine_tuning:
        fine_tuning["loss"] = filled(fine_tuning["loss"])
    return recipe.changed(loss=filled(recipe.loss), fine_tuning=fine_tuning)
