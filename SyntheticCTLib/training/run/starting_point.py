"""A model whose weights a training run starts from, whatever its recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import ModelInfo, load_model
from SyntheticCTLib.models.loading import network_definitions
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.tasks.registry import task_of
from SyntheticCTLib.training.objectives.stage_one import refines
from SyntheticCTLib.training.run.recipe import Recipe


@dataclass(frozen=True, eq=False)
class StartingPoint:
    """What a run takes over from a model.

    Attributes:
        weights: of its network; of its second one for a recipe that trains a second stage.
        statistics: of the HU by which it normalises; they have to stay with its weights.
        parent: ``id``, ``version`` and ``weights_sha256``, for the run's record.
    """

    weights: Mapping[str, Tensor]
    statistics: HUStatistics
    parent: dict[str, str]


def starting_point(model: str | Path, recipe: Recipe) -> StartingPoint:
    """Load a model for a run to start from.

    Args:
        model: its id or folder.
        recipe: of the run.

    Raises:
        InputError: the recipe's network, input or output is another than the model's, or it trains
            a second stage and the model has none.
        ModelError: there is no such model, or it is damaged.
    """
    loaded = load_model(model)
    info = loaded.info
    network, definition = loaded.network(), network_definitions(info)[0]
    if refines(recipe):
        if loaded.refiner is None:
            raise InputError(f"The model {info.id} has no second stage to start from.")
        network, definition = loaded.refiner, network_definitions(info)[1]
    for what, own, wanted in (
        ("network", definition, recipe.network),
        ("input", info.input_modality, recipe.model["input_modality"]),
        ("output", info.output_modality, recipe.model["output_modality"]),
    ):
        if own != wanted:
            raise InputError(
                f"The recipe {recipe.name} cannot start from the model {info.id}: its {what} is "
                f"{wanted}, the model's {own}."
            )
    return StartingPoint(network.state_dict(), hu_statistics_of(info), named(info))


def hu_statistics_of(info: ModelInfo) -> HUStatistics:
    """Mean and SD by which a model normalises the HU that it makes or sees."""
    in_hu = task_of(info).hounsfield_scale(info)
    return HUStatistics(float(in_hu["mean"]), float(in_hu["sd"]))


def named(info: ModelInfo) -> dict[str, str]:
    """A model as the record of a run, or of another model, names it."""
    return {"id": info.id, "version": info.version, "weights_sha256": info.sha256}
