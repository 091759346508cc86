"""From a finished run to a model folder that the catalogue can load."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from torch import nn

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import plain
from SyntheticCTLib.files.text_files import read_object
from SyntheticCTLib.guards.inspection import training_statistics
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU
from SyntheticCTLib.inference.overlap import DEFAULT_TILING
from SyntheticCTLib.models import ModelInfo, load_model
from SyntheticCTLib.models.bundle import write_model_folder
from SyntheticCTLib.models.eight_bit import Storage
from SyntheticCTLib.models.loading import network_definitions
from SyntheticCTLib.models.metadata import Block, ModelMetadata
from SyntheticCTLib.models.outputs import OUTPUTS
from SyntheticCTLib.preprocessing.intensity import HU
from SyntheticCTLib.tasks.image_task import ImageTask
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.training.data.aligned_pairs import read_pair
from SyntheticCTLib.training.data.flips import flip_axes
from SyntheticCTLib.training.objectives.denoising import Denoising
from SyntheticCTLib.training.objectives.distillation import TEACHER_WEIGHT
from SyntheticCTLib.training.objectives.interval_objective import INTERVAL_AND_BONE, QUANTILES
from SyntheticCTLib.training.objectives.stage_one import StageOne, refines, stage_one_of
from SyntheticCTLib.training.run.checkpoint import RUN_RECORD, TrainingState, restored_run
from SyntheticCTLib.training.run.held_out_doubts import held_out_doubts
from SyntheticCTLib.training.run.recipe import Recipe, recipe_from
from SyntheticCTLib.training.run.statement import INTENDED_USE, UNSTATED, Statement
from SyntheticCTLib.training.run.training_log import VALIDATION_LOG, TrainingLog

_log = logging.getLogger(__name__)

#: Entries of a recipe's ``model`` that belong to our block of the metadata.
_OWN_ENTRIES = ("input_modality", "output_modality", "body_regions")


def export_model(
    run: Path,
    pairs: Path,
    folder: Path,
    *,
    statement: Statement = UNSTATED,
    parent: ModelInfo | None = None,
    storage: Storage = "float16",
) -> ModelInfo:
    """Write the averaged weights of a run as a model folder.

    Args:
        run: folder of the run, with its record and checkpoint.
        pairs: the aligned pairs that it was trained on, for the statistics that the guards use.
        folder: the model folder to write; its name is the model's id.
        statement: what its makers say of the model.
        parent: the model whose weights the run started from, if any.
        storage: how the weights are stored, see ``write_model_folder``.

    Raises:
        InputError: the run has no checkpoint, the checkpoint does not fit its record, or it learnt
            no image.
    """
    if not (run / RUN_RECORD).is_file():
        raise InputError(f"{run} is no folder of a training: it holds no {RUN_RECORD}.")
    record = read_object(run / RUN_RECORD, "recipe", "training")
    recipe = recipe_from(record["recipe"], RUN_RECORD)
    task = recipe.image_task
    state = restored_run(run, recipe)
    read = (read_pair(pairs, name, recipe.frame) for name in record["training"])
    statistics = training_statistics((task.input_of(pair) for pair in read), task.source)
    first = stage_one_of(recipe)
    metadata = _metadata(recipe, task, record, statistics, state, statement, parent, first)
    rows = TrainingLog(run / VALIDATION_LOG).rows()
    doubts = _doubts(recipe, task, record, rows, pairs)
    for sentence in doubts:
        _log.warning("%s", sentence)
    card = _card(recipe, task, record, state, rows, first, statement, doubts)
    learnt, definition = state.average.module, recipe.network
    if first is None:
        refiner, refiner_definition = _refiner_of(parent)
    else:
        refiner, refiner_definition = learnt, definition
        learnt, definition = first.network, first.definition
    return write_model_folder(
        folder,
        network=learnt,
        network_definition=definition,
        metadata=metadata,
        card=card,
        licence=statement.licence,
        refiner=refiner,
        refiner_definition=refiner_definition,
        storage=storage,
    )


def _doubts(
    recipe: Recipe,
    task: ImageTask,
    record: dict[str, Any],
    rows: Sequence[Mapping[str, str]],
    pairs: Path,
) -> list[str]:
    """What speaks against the model by the patients that were left out."""
    statistics, guess = HUStatistics(**record["hu_statistics"]), {}
    for name in record["validation"] if rows else ():
        error = task.error_of_mean(read_pair(pairs, name, recipe.frame), statistics)
        if error is not None:
            guess[name] = error
    parent = record.get("parent", {}).get("id")
    return held_out_doubts(rows, task.watched, guess, parent)


def _refiner_of(parent: ModelInfo | None) -> tuple[nn.Module | None, dict[str, Any] | None]:
    """The second stage of a parent whose first stage was trained on: it stays as it is."""
    if parent is None or parent.refinement is None:
        return None, None
    return load_model(parent.folder).refiner, network_definitions(parent)[1]


def _metadata(
    recipe: Recipe,
    task: ImageTask,
    record: dict[str, Any],
    statistics: dict[str, Any],
    state: TrainingState,
    statement: Statement,
    parent: ModelInfo | None,
    first: StageOne | None,
) -> ModelMetadata:
    hu = {**record["hu_statistics"], "kind": HU, "clip": [LOWEST_HU, HIGHEST_HU]}
    block = {
        **{key: recipe.model[key] for key in _OWN_ENTRIES},
        "frame": recipe.frame,
        **task.scales(hu),
        "patch_size": first.patch_size if first else recipe.patch_size,
        "size_divisor": first.size_divisor if first else recipe.size_divisor,
        **_tiling(parent),
        **_refinement(recipe, state, parent),
        **_doubt(recipe),
        "training": {
            "recipe": recipe.name,
            "steps": state.step,
            "fold_held_out": record["fold"],
            "patients": record["training"],
            "flip_axes": flip_axes(recipe.augmentation),
            **({"first_stage": first.training} if first else {}),
            **{key: told for key, told in record.items() if key in ("parent", "teacher")},
        },
        "training_statistics": statistics,
    }
    return ModelMetadata(
        name=statement.name or recipe.model["name"],
        version=statement.version,
        synthetic_ct=Block.from_dict(plain(block), "synthetic_ct"),
        task=recipe.model["task"],
        description=recipe.model["description"],
        authors=statement.authors,
        copyright=statement.copyright,
        data_source=statement.data,
        intended_use=INTENDED_USE,
        changelog={statement.version: statement.changelog},
    )


def _refinement(recipe: Recipe, state: TrainingState, parent: ModelInfo | None) -> dict[str, Any]:
    """What a synthesis must know of the second stage (``models.info.Refinement``), if any."""
    if not refines(recipe):
        if parent is None or parent.refinement is None:
            return {}
        return {"refinement": parent.refinement}
    learnt = Denoising.described(recipe.loss, state.objectives)
    tiles = {"patch_size": recipe.patch_size, "size_divisor": recipe.size_divisor}
    return {"refinement": {**tiles, **learnt}}


def _tiling(parent: ModelInfo | None) -> dict[str, Any]:
    """How tiles are joined: as the parent does, if there is one."""
    if parent is None:
        return {"blending": DEFAULT_TILING}
    return {
        "blending": parent.tiling,
        "mirror_axes": list(parent.mirror_axes),
    }


def _doubt(recipe: Recipe) -> dict[str, Any]:
    """What the network says beside the value (``models.outputs``), if anything."""
    if recipe.loss["name"] != INTERVAL_AND_BONE:
        return {}
    quantiles = recipe.loss.get("quantiles", QUANTILES)
    return {"outputs": list(OUTPUTS), "interval": {"quantiles": list(quantiles)}}


def _parent_section(record: dict[str, Any]) -> list[str]:
    if "parent" not in record:
        return []
    parent = record["parent"]
    return [
        "## Parent",
        "",
        f"Its weights started from those of the model `{parent['id']}` {parent['version']} "
        f"(SHA-256 of the weights {parent['weights_sha256']}). What that model's card says of its "
        "training data, limits and licence holds here too.",
        "",
    ]


def _card(
    recipe: Recipe,
    task: ImageTask,
    record: dict[str, Any],
    state: TrainingState,
    rows: Sequence[Mapping[str, str]],
    first: StageOne | None,
    statement: Statement,
    doubts: Sequence[str],
) -> str:
    """The facts of the run, and what speaks against the model.

    Scores on held-out patients are added by whoever measures them.
    """
    lines = [
        f"# {statement.name or recipe.model['name']}",
        "",
        recipe.model["description"],
        "",
        *_parent_section(record),
        *task.card_section(),
        "## Training",
        "",
        f"* Data: {statement.data}.",
        f"* {len(record['training'])} patients: {', '.join(record['training'])}; "
        f"{record['phantoms']} analytic limb phantoms.",
        f"* Recipe `{recipe.name}`: {recipe.description}",
        f"* {state.step} steps of {recipe.batch_size} patch(es) of {recipe.patch_size} voxels "
        f"(k, j, i); {state.seconds / 3600:.1f} hours.",
        *_first_stage_lines(first, record),
        *_teacher_lines(recipe, record),
        "",
        "## While training, on the patients left out",
        "",
        *_last_validation(rows, task, record["validation"]),
        *(f"\n**{sentence}**" for sentence in doubts),
    ]
    return "\n".join(lines) + "\n"


def _first_stage_lines(first: StageOne | None, record: dict[str, Any]) -> list[str]:
    """The first stage in the card, with a warning where it saw who is left out here."""
    if first is None:
        return []
    told = first.training
    lines = [f"* First stage: recipe `{told.get('recipe')}`, {told.get('steps')} steps."]
    if seen := sorted({*told.get("patients", ())} & {*record["validation"]}):
        lines.append(f"* The first stage saw patients that are left out here: {', '.join(seen)}.")
    return lines


def _teacher_lines(recipe: Recipe, record: dict[str, Any]) -> list[str]:
    if "teacher" not in record:
        return []
    told, share = record["teacher"], recipe.loss.get("teacher_weight", TEACHER_WEIGHT)
    return [
        f"* Taught by the model `{told['id']}` {told['version']} (SHA-256 of the weights "
        f"{told['weights_sha256']}), with {share} of the loss."
    ]


def _last_validation(
    rows: Sequence[Mapping[str, str]], task: ImageTask, patients: Sequence[str]
) -> list[str]:
    if not patients:
        return ["No patient was left out."]
    rows = [row for row in rows if row["step"] != "0"]  # those at 0 are of what it started from
    if not rows:
        return ["The run was stopped before it scored the patients that it left out."]
    last = [row for row in rows if row["step"] == rows[-1]["step"]]
    return task.validation_table(last)
