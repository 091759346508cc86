"""A model whose weights a training run starts from, whatever its recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import ModelInfo, load_model
from SyntheticCTLib.models.loading import network_definitions
from SyntheticCTLib.models.outputs import LOWER, OUTPUTS, UPPER, VALUE
from SyntheticCTLib.networks import build_network
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.tasks.registry import task_of
from SyntheticCTLib.training.objectives.stage_one import refines
from SyntheticCTLib.training.run.recipe import Recipe

#: Where new bounds start, SDs of the HU on either side of the value, and the logit of new bone.
_FIRST_BOUND, _FIRST_LOGIT = 0.2, -3.0


@dataclass(frozen=True, eq=False)
class StartingPoint:
    """What a run starts from: a model, single weights, or nothing.

    Attributes:
        weights: of a model's network; of its second one for a recipe that trains a second stage;
            None for fresh ones.
        statistics: of the HU by which the model normalises, which have to stay with its weights;
            None for those of the training pairs.
        parent: ``id``, ``version`` and ``weights_sha256`` of the model, for the run's record.
        widened: whether the weights have outputs that the model had not, see ``new_outputs``, which
            are fitted before the first step.
    """

    weights: Mapping[str, Tensor] | None = None
    statistics: HUStatistics | None = None
    parent: Mapping[str, str] | None = None
    widened: bool = False


#: Fresh weights, and the pairs' own statistics.
AFRESH = StartingPoint()


def starting_point(model: str | Path, recipe: Recipe) -> StartingPoint:
    """Load a model for a run to start from.

    Raises:
        InputError: the recipe's network, input or output is another than the model's, or it trains
            a second stage and the model has none.
        ModelError: there is no such model, or it is damaged.
    """
    loaded = load_model(model)
    info = loaded.info
    network, definition = loaded.network(), network_definitions(info)[0]
    widened = widens(recipe, definition)
    if widened:
        network, definition = with_new_outputs(network, recipe.network), recipe.network
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
    statistics = hu_statistics_of(info)
    return StartingPoint(network.state_dict(), statistics, named(info), widened)


def widens(recipe: Recipe, definition: Mapping[str, Any]) -> bool:
    """Whether a recipe's network is a model's with further channels in its answer."""
    same = {**definition, "out_channels": 0} == {**recipe.network, "out_channels": 0}
    return same and recipe.network.get("out_channels", 1) > definition.get("out_channels", 1) == 1


def with_new_outputs(network: nn.Module, definition: dict[str, Any]) -> nn.Module:
    """A network of one channel with the outputs of ``models.outputs`` and all else as it is.

    The bounds start as the value itself, a little lower and higher, and the bone as "everywhere
    unlikely", so that what the network knows is not disturbed.
    """
    wider = build_network(definition)
    weights, fresh = dict(network.state_dict()), wider.state_dict()
    kernel, bias = weights["head.weight"], weights["head.bias"]
    shares = {VALUE: (1.0, 0.0), LOWER: (1.0, -_FIRST_BOUND), UPPER: (1.0, _FIRST_BOUND)}
    for number, name in enumerate(OUTPUTS):
        share, shift = shares.get(name, (0.0, _FIRST_LOGIT))
        fresh["head.weight"][number] = share * kernel[0]
        fresh["head.bias"][number] = share * bias[0] + shift
    wider.load_state_dict({**weights, **{n: fresh[n] for n in ("head.weight", "head.bias")}})
    return wider


def hu_statistics_of(info: ModelInfo) -> HUStatistics:
    """Mean and SD by which a model normalises the HU that it makes or sees."""
    in_hu = task_of(info).hounsfield_scale(info)
    return HUStatistics(float(in_hu["mean"]), float(in_hu["sd"]))


def named(info: ModelInfo) -> dict[str, str]:
    """A model as the record of a run, or of another model, names it."""
    return {"id": info.id, "version": info.version, "weights_sha256": info.sha256}
