"""Options that the jobs of training share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.text_files import read_text
from SyntheticCTLib.options import COUNTS, SEEDS, STEPS, holds_options, option

if TYPE_CHECKING:
    from torch import Tensor

    from SyntheticCTLib.training.run.recipe import Recipe
    from SyntheticCTLib.training.run.statement import Statement

#: What the jobs say of the recipe, the pairs and the model that they take.
RECIPE_HELP = "a name in Resources/training, or a recipe's JSON file"
PAIRS_HELP = "folder of aligned pairs"
MODEL_HELP = "a model's id, or its folder"

_OF_THE_MODEL = 'of the model ("not stated" where it is left out)'


@holds_options
class RecipeChanges:
    """What is other than in the recipe's file."""

    steps: int | None = option(
        "optimiser steps, instead of the recipe's", default=None, limits=STEPS
    )
    fine_tuning_steps: int | None = option(
        "steps of the second phase, for a recipe that has one", default=None, limits=(0, 10**9)
    )
    batch: int | None = option(
        "patches a step, instead of the recipe's", default=None, limits=COUNTS
    )
    seed: int | None = option("instead of the recipe's", default=None, limits=SEEDS)
    features: str | None = option(
        "feature network of the loss afp: a run folder of the recipe ct-tissues, or the folder "
        "of a trained nnU-Net configuration (as TotalSegmentator keeps them)",
        default=None,
        metavar="FOLDER",
    )
    stage_one: str | None = option(
        "first stage of the recipe ct-to-mr-diffusion: its run folder, or a model folder; to "
        "cross-validate, the folder of the first stage's cross-validation",
        default=None,
        metavar="FOLDER",
    )
    teacher: str | None = option(
        "distillation: half of the loss is against what this model answers (its id or folder); "
        "to cross-validate, the folder of the teacher's cross-validation",
        default=None,
        metavar="MODEL",
    )
    contrast_cts: str | None = option(
        "further CTs, in HU, from which a recipe with contrasts draws MRs",
        default=None,
        metavar="FOLDER",
    )
    encoder_weights: str | None = option(
        "VGG-16's ImageNet weights for the recipe vgg16-unet (torchvision's .pth)",
        default=None,
        metavar="FILE",
    )

    def of_recipe(self, name: str) -> Recipe:
        """The recipe of a name or file, changed.

        Raises:
            InputError: there is no such recipe, or it cannot be changed so.
        """
        from SyntheticCTLib.training.objectives.distillation import with_teacher
        from SyntheticCTLib.training.objectives.stage_one import with_stage_one
        from SyntheticCTLib.training.run.phases import compares_features, with_feature_network
        from SyntheticCTLib.training.run.recipe import load_recipe

        recipe = load_recipe(name)
        fine_tuning = None
        if self.fine_tuning_steps is not None:
            fine_tuning = {**recipe.fine_tuning, "steps": self.fine_tuning_steps}
        recipe = recipe.changed(
            steps=self.steps, batch_size=self.batch, seed=self.seed, fine_tuning=fine_tuning
        )
        if self.contrast_cts is not None:
            if not recipe.contrasts.get("count"):
                raise InputError(
                    f"The recipe {recipe.name} draws no contrasts: leave out --contrast-cts."
                )
            folder = str(Path(self.contrast_cts).resolve())
            recipe = recipe.changed(contrasts={**recipe.contrasts, "folder": folder})
        if self.features is not None:
            if not compares_features(recipe):
                raise InputError(
                    f"No loss of the recipe {recipe.name} compares features: leave out --features."
                )
            recipe = with_feature_network(recipe, str(Path(self.features).resolve()))
        if self.teacher is not None:
            recipe = with_teacher(recipe, self.teacher)
        if self.stage_one is not None:
            recipe = with_stage_one(recipe, str(Path(self.stage_one).resolve()))
        return recipe

    def start_weights(self, recipe: Recipe) -> dict[str, Tensor] | None:
        """Weights for a network to start from, if some are named."""
        from SyntheticCTLib.training.research.encoder_weights import weights_with_encoder

        if self.encoder_weights is None:
            return None
        return weights_with_encoder(recipe, Path(self.encoder_weights))


@holds_options
class DeviceOption:
    """Where to compute."""

    device: str = option("auto, cuda, cuda:N, mps or cpu", default="auto")


@holds_options
class MachineOptions(DeviceOption):
    """Where to compute, and by how much of the machine."""

    threads: int | None = option("CPU threads for the computation", default=None, limits=COUNTS)
    loader_processes: int = option("processes that make patches", default=0, limits=(0, 4096))

    def set_threads(self) -> None:
        """Have PyTorch compute by so many threads, if a number is named."""
        import torch

        if self.threads:
            torch.set_num_threads(self.threads)


@holds_options
class StatementOptions:
    """What only whoever trained a model can say of it."""

    title: str | None = option(
        "title of the model (default: the recipe's)",
        "--name",
        default=None,
        metavar="TEXT",
        group=_OF_THE_MODEL,
    )
    data: str | None = option(
        "where the training data come from, and their terms",
        default=None,
        metavar="TEXT",
        group=_OF_THE_MODEL,
    )
    authors: str | None = option(
        "who made the model", default=None, metavar="TEXT", group=_OF_THE_MODEL
    )
    model_version: str | None = option(
        "version of the model", default=None, metavar="TEXT", group=_OF_THE_MODEL
    )
    changelog: str | None = option(
        "what is new in this version", default=None, metavar="TEXT", group=_OF_THE_MODEL
    )
    licence: str | None = option(
        "file with the licence text of the weights",
        default=None,
        metavar="FILE",
        group=_OF_THE_MODEL,
    )

    def statement(self) -> Statement:
        """All of it, the licence read from its file."""
        from SyntheticCTLib.training.run.statement import Statement

        given = {
            "name": self.title,
            "data": self.data,
            "authors": self.authors,
            "version": self.model_version,
            "changelog": self.changelog,
            "licence": None if self.licence is None else read_text(Path(self.licence)),
        }
        return Statement(**{name: text for name, text in given.items() if text is not None})
