"""Options and pages that the commands which train share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from SyntheticCTLib.cli import console

if TYPE_CHECKING:
    from torch import Tensor

    from SyntheticCTLib.tasks.trained_task import Figures
    from SyntheticCTLib.training.run.recipe import Recipe


def add_recipe_options(parser: argparse.ArgumentParser) -> None:
    """Options that change a recipe."""
    parser.add_argument("--steps", type=int, help="optimiser steps, instead of the recipe's")
    parser.add_argument(
        "--fine-tuning-steps", type=int, help="steps of the second phase, for a recipe that has one"
    )
    parser.add_argument("--batch", type=int, help="patches a step, instead of the recipe's")
    parser.add_argument("--seed", type=int, help="instead of the recipe's")
    parser.add_argument(
        "--features",
        type=Path,
        metavar="FOLDER",
        help="feature network of the loss afp: a run folder of the recipe ct-tissues, or the "
        "folder of a trained nnU-Net configuration (as TotalSegmentator keeps them)",
    )
    parser.add_argument(
        "--stage-one",
        type=Path,
        metavar="FOLDER",
        help="first stage of the recipe ct-to-mr-diffusion: its run folder, or a model folder; to "
        "cross-validate, the folder of the first stage's cross-validation",
    )
    parser.add_argument(
        "--teacher",
        metavar="MODEL",
        help="distillation: half of the loss is against what this model answers (its id or "
        "folder); to cross-validate, the folder of the teacher's cross-validation",
    )
    parser.add_argument(
        "--contrast-cts",
        type=Path,
        metavar="FOLDER",
        help="further CTs, in HU, from which a recipe with contrasts draws MRs",
    )
    parser.add_argument(
        "--encoder-weights",
        type=Path,
        metavar="FILE",
        help="VGG-16's ImageNet weights for the recipe vgg16-unet (torchvision's .pth)",
    )


def add_machine_options(parser: argparse.ArgumentParser) -> None:
    """Options that say where to compute."""
    parser.add_argument("--device", default="auto", help="auto, cuda, cuda:N, mps or cpu")
    parser.add_argument("--threads", type=int, help="CPU threads for the computation")
    parser.add_argument(
        "--loader-processes", type=int, default=0, help="processes that make patches (default 0)"
    )


def chosen_recipe(arguments: argparse.Namespace) -> Recipe:
    """The recipe with the changes that the arguments ask for."""
    from SyntheticCTLib.training.objectives.distillation import with_teacher
    from SyntheticCTLib.training.objectives.stage_one import with_stage_one
    from SyntheticCTLib.training.run.phases import with_feature_network
    from SyntheticCTLib.training.run.recipe import load_recipe

    recipe = load_recipe(arguments.recipe)
    fine_tuning = None
    if arguments.fine_tuning_steps is not None:
        fine_tuning = {**recipe.fine_tuning, "steps": arguments.fine_tuning_steps}
    recipe = recipe.changed(
        steps=arguments.steps,
        batch_size=arguments.batch,
        seed=arguments.seed,
        fine_tuning=fine_tuning,
    )
    if arguments.contrast_cts is not None:
        folder = str(arguments.contrast_cts.resolve())
        recipe = recipe.changed(contrasts={**recipe.contrasts, "folder": folder})
    if arguments.features is not None:
        recipe = with_feature_network(recipe, str(arguments.features.resolve()))
    if arguments.teacher is not None:
        recipe = with_teacher(recipe, arguments.teacher)
    if arguments.stage_one is not None:
        recipe = with_stage_one(recipe, str(arguments.stage_one.resolve()))
    return recipe


def start_weights(arguments: argparse.Namespace, recipe: Recipe) -> dict[str, Tensor] | None:
    """Weights to start from, if the arguments name some."""
    from SyntheticCTLib.training.research.encoder_weights import weights_with_encoder

    if arguments.encoder_weights is None:
        return None
    return weights_with_encoder(recipe, arguments.encoder_weights)


def page(figures: list[Figures]) -> str:
    """The last validation as text, one row a patient."""
    from SyntheticCTLib.tasks.to_ct import PatientFigures

    if figures and not isinstance(figures[0], PatientFigures):
        rows = [[entry.name, f"{entry.headline[1]:.4g}"] for entry in figures]
        return console.table(rows, header=["patient", figures[0].headline[0]])
    rows = [
        [entry.name, f"{entry.mae:.1f}", _optional(entry.bone_dice)]
        for entry in figures
        if isinstance(entry, PatientFigures)
    ]
    return console.table(rows, header=["patient", "MAE HU", "Dice of bone"])


def _optional(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"
