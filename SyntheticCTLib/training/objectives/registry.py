"""Which objectives there are."""

from __future__ import annotations

from typing import Any

from SyntheticCTLib.training.objectives.objective import Objective, Surroundings
from SyntheticCTLib.training.objectives.regression import Regression


def make_objective(settings: dict[str, Any], surroundings: Surroundings) -> Objective:
    """The objective that the ``loss`` of a recipe's phase names.

    Args:
        settings: ``name`` and arguments: "adversarial" (``adversarial.Adversarial``), "denoising"
            (``denoising.Denoising``), "interval and bone" (``interval_objective``), or a loss of
            ``training_loss``, which may have a ``teacher`` (``distillation.Distillation``).
        surroundings: of the run.

    Raises:
        InputError: an unknown name, or what it needs is not given.
    """
    arguments = {key: value for key, value in settings.items() if key != "name"}
    # Each is loaded when a recipe names it: discriminators and diffusion take seconds.
    if settings.get("name") == "adversarial":
        from SyntheticCTLib.training.objectives.adversarial import Adversarial

        return Adversarial(surroundings, **arguments)
    if settings.get("name") == "denoising":
        from SyntheticCTLib.training.objectives.denoising import Denoising

        return Denoising(surroundings, **arguments)
    if settings.get("name") == "interval and bone":
        from SyntheticCTLib.training.objectives.interval_objective import IntervalAndBone

        return IntervalAndBone(surroundings, **arguments)
    if "teacher" in settings:
        from SyntheticCTLib.training.objectives.distillation import Distillation

        return Distillation(surroundings, **settings)
    return Regression(surroundings, **settings)
