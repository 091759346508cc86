"""The first stage that a diffusion stage refines: a run of ours, or a model folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.text_files import read_object
from SyntheticCTLib.models import load_model
from SyntheticCTLib.models.info import METADATA_FILE
from SyntheticCTLib.models.loading import network_definition
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.tasks.registry import image_task_of
from SyntheticCTLib.training.run.checkpoint import RUN_RECORD, restored_run
from SyntheticCTLib.training.run.recipe import Recipe, recipe_from


@dataclass(frozen=True, eq=False)
class StageOne:
    """A trained network that makes MR from CT.

    Attributes:
        network: in evaluation mode; nothing of it learns any more.
        definition: for ``networks.build_network``.
        statistics: of the HU by which its input is normalised.
        patch_size, size_divisor, frame: as in a recipe.
        training: what a model's metadata says of its training.
    """

    network: nn.Module
    definition: dict[str, Any]
    statistics: HUStatistics
    patch_size: list[int]
    size_divisor: list[int]
    frame: dict[str, Any]
    training: dict[str, Any]


def refines(recipe: Recipe) -> bool:
    """Whether a recipe trains a second stage."""
    return recipe.loss.get("name") == "denoising"


def stage_one_of(recipe: Recipe) -> StageOne | None:
    """The first stage that a recipe refines; None if it trains none of two.

    Raises:
        InputError: see ``load_stage_one``.
    """
    return load_stage_one(recipe.loss.get("stage_one", "")) if refines(recipe) else None


def with_stage_one(recipe: Recipe, folder: str) -> Recipe:
    """The recipe of a second stage with the folder of its first.

    Raises:
        InputError: the recipe trains no second stage.
    """
    if not refines(recipe):
        raise InputError(f"Recipe {recipe.name} trains no second stage: leave --stage-one out.")
    return recipe.changed(loss={**recipe.loss, "stage_one": folder})


def load_stage_one(folder: str | Path) -> StageOne:
    """Load a first stage.

    Args:
        folder: a run folder of a recipe whose target is "MR", or a model folder (of whose stages
            the first is taken).

    Raises:
        InputError: it is "" or neither, or makes no MR from CT.
        ModelError: the model folder is damaged.
    """
    if not str(folder):
        raise InputError(
            "The diffusion stage needs the first one: give --stage-one FOLDER, its run folder or a "
            "model folder."
        )
    folder = Path(folder)
    if (folder / RUN_RECORD).is_file():
        return _from_run(folder)
    if (folder / METADATA_FILE).is_file():
        return _from_model(folder)
    raise InputError(
        f"{folder} is no first stage: give a run folder (with {RUN_RECORD}) or a model folder."
    )


def _from_run(folder: Path) -> StageOne:
    record = read_object(folder / RUN_RECORD, "recipe")
    recipe = recipe_from(record["recipe"], RUN_RECORD)
    if not recipe.task.refined or refines(recipe):
        raise InputError(
            f"The run {folder} of the recipe {recipe.name} is no first stage from CT to MR."
        )
    state = restored_run(folder, recipe)
    return StageOne(
        state.average.module.eval().requires_grad_(False),
        recipe.network,
        HUStatistics(**record["hu_statistics"]),
        recipe.patch_size,
        recipe.size_divisor,
        recipe.frame,
        {"recipe": recipe.name, "steps": state.step, "patients": record["training"]},
    )


def _from_model(folder: Path) -> StageOne:
    model = load_model(folder)
    info, scale = model.info, model.info.input_normalisation
    if not image_task_of(info).refined:
        raise InputError(
            f"The model {info.id} makes {info.output_modality} from {info.input_modality}: it is "
            "no first stage from CT to MR."
        )
    return StageOne(
        model.network(),
        network_definition(info),
        HUStatistics(float(scale["mean"]), float(scale["sd"])),
        list(info.patch_size),
        list(info.size_divisor),
        {"orientation": info.orientation, "spacing_mm": list(info.spacing)},
        {} if info.training is None else info.training.to_dict(),
    )
