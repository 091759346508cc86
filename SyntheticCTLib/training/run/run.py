"""One training run: pairs from a folder, a recipe, patients to leave out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.text_files import read_object
from SyntheticCTLib.models import ModelInfo
from SyntheticCTLib.tasks.pair import HUStatistics, Pair, TrainingCase, hu_statistics
from SyntheticCTLib.training.data.aligned_pairs import find_pairs, read_pairs
from SyntheticCTLib.training.data.contrast_pairs import make_contrast_pairs
from SyntheticCTLib.training.data.folds import read_folds
from SyntheticCTLib.training.data.phantom_pairs import make_phantom_pairs
from SyntheticCTLib.training.data.shape_cases import kept_bone, make_shape_case
from SyntheticCTLib.training.objectives.distillation import is_taught, teacher_of
from SyntheticCTLib.training.objectives.interval_objective import INTERVAL_AND_BONE
from SyntheticCTLib.training.objectives.stage_one import StageOne, stage_one_of
from SyntheticCTLib.training.run.checkpoint import CHECKPOINT_NAME, RUN_RECORD
from SyntheticCTLib.training.run.processes import Processes
from SyntheticCTLib.training.run.recipe import Recipe
from SyntheticCTLib.training.run.starting_point import AFRESH, StartingPoint, named
from SyntheticCTLib.training.run.trainer import Trainer, TrainingData

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Split:
    """Who is learnt from and who is not.

    Attributes:
        training: ids to train on.
        held_out: ids to validate on; may be empty.
        fold: the cross-validation fold that is held out, if it is one.
    """

    training: list[str]
    held_out: list[str]
    fold: int | None = None


def split_pairs(folder: Path, fold: int | None) -> tuple[list[str], list[str]]:
    """Ids to train on and ids to validate on; with ``fold`` None all are trained on.

    Raises:
        InputError: the folder holds no pairs, or the fold leaves nothing on one side.
    """
    names = find_pairs(folder)
    if fold is None:
        return names, []
    folds = read_folds(folder, names)
    training = [name for name in names if folds[name] != fold]
    validation = [name for name in names if folds[name] == fold]
    if not training or not validation:
        raise InputError(
            f"Fold {fold} leaves {len(training)} pairs to train on and {len(validation)} to "
            "validate on; both are needed."
        )
    return training, validation


def learns_shape(recipe: Recipe) -> bool:
    """Whether a recipe learns from bone as a shape, as its target or for where patches lie."""
    asks = recipe.context or recipe.marrow or recipe.sampling.get("contents")
    return recipe.loss["name"] == INTERVAL_AND_BONE or bool(asks)


def load_data(
    recipe: Recipe, folder: Path, split: Split, statistics: HUStatistics | None = None
) -> TrainingData:
    """Read, check and normalise the pairs of a folder, and make what the recipe simulates.

    Args:
        statistics: HU statistics to normalise by; None takes those of the training pairs.

    Raises:
        InputError: a pair cannot be used; the text names every such pair and why.
    """
    pairs = read_pairs(folder, [*split.training, *split.held_out], recipe.frame)
    task = recipe.task
    for pair in pairs:
        if pair.kind is not task.paired:
            raise InputError(
                f"Pair {pair.name} is one of {pair.kind.name} and CT; the recipe {recipe.name} "
                f"wants {task.paired.name}."
            )
    training, held_out = pairs[: len(split.training)], pairs[len(split.training) :]
    pairs.clear()
    found = statistics or hu_statistics(training)
    simulated = [
        *make_phantom_pairs(recipe.phantoms["count"], tuple(recipe.frame["spacing_mm"])),
        *make_contrast_pairs(training, recipe.frame, **recipe.contrasts),
    ]

    def case(pair: Pair) -> TrainingCase:
        if not learns_shape(recipe):
            return task.case(pair, found, bone_weight=recipe.bone_weight)
        real = pair.name in split.training or pair.name in split.held_out
        bone = kept_bone(pair, folder) if real else None
        return make_shape_case(task, pair, found, bone=bone, bone_weight=recipe.bone_weight)

    def cases(pairs: list[Pair]) -> list[TrainingCase]:
        # Each pair is let go when its case is made: a folder of pairs is not held twice.
        return [case(pairs.pop(0)) for _ in range(len(pairs))]

    return TrainingData(cases(training), cases(held_out), cases(simulated), found)


def _statistics_of(stage_one: StageOne, recipe: Recipe) -> HUStatistics:
    """Those by which the first stage's input is normalised: both stages see one image."""
    if stage_one.frame != recipe.frame:
        raise InputError(
            f"Recipe {recipe.name} works on {recipe.frame} and its first stage on "
            f"{stage_one.frame}: give one of the same frame."
        )
    return stage_one.statistics


def _continued_record(folder: Path) -> dict[str, Any] | None:
    """The record of the run whose checkpoint lies in a folder: its weights need its statistics."""
    record = folder / RUN_RECORD
    if not (folder / CHECKPOINT_NAME).is_file() or not record.is_file():
        return None
    return read_object(record)


def _write_record(
    folder: Path,
    recipe: Recipe,
    split: Split,
    data: TrainingData,
    parent: Mapping[str, str] | None,
    teacher: ModelInfo | None,
) -> None:
    """What the run learns from, and how."""
    record = {
        "recipe": recipe.to_dict(),
        "fold": split.fold,
        "hu_statistics": asdict(data.statistics),
        "training": split.training,
        "validation": split.held_out,
        "phantoms": len(data.phantoms),
        **({"parent": dict(parent)} if parent else {}),
        **({"teacher": named(teacher)} if teacher else {}),
    }
    write_json(record, folder / RUN_RECORD)


def start_run(
    recipe: Recipe,
    pairs_folder: Path,
    folder: Path,
    *,
    fold: int | None = None,
    split: Split | None = None,
    device: torch.device,
    loader_processes: int = 0,
    start: StartingPoint = AFRESH,
    processes: Processes | None = None,
) -> Trainer:
    """Prepare a run, or the continuation of one whose checkpoint lies in ``folder``.

    Args:
        recipe: what to do.
        pairs_folder: aligned pairs.
        folder: of the run, made if missing.
        fold: the fold to hold out, None for none.
        split: who is held out, instead of a fold.
        device: where to compute.
        loader_processes: processes that make patches.
        start: what to start from; a continued run keeps its own statistics and parent.
        processes: the processes that train together.

    Raises:
        InputError: a pair cannot be used, the recipe's network does not learn its target, or its
            teacher cannot teach it.
    """
    processes = processes or Processes()
    recipe.task.check_network(recipe.network)
    statistics, parent = start.statistics, start.parent
    if (stage_one := stage_one_of(recipe)) is not None:
        statistics = _statistics_of(stage_one, recipe)
    if (earlier := _continued_record(folder)) is not None:
        statistics, parent = HUStatistics(**earlier["hu_statistics"]), earlier.get("parent")
    split = split or Split(*split_pairs(pairs_folder, fold), fold)
    teacher = teacher_of(recipe, split.held_out).info if is_taught(recipe) else None
    folder.mkdir(parents=True, exist_ok=True)
    data = load_data(recipe, pairs_folder, split, statistics)
    if processes.is_first:
        _write_record(folder, recipe, split, data, parent, teacher)
    logger.info(
        "%d pairs to train on, %d to validate on, %d phantoms; HU %.1f +- %.1f",
        len(data.training),
        len(data.validation),
        len(data.phantoms),
        data.statistics.mean,
        data.statistics.sd,
    )
    trainer = Trainer(
        recipe,
        data,
        folder,
        device=device,
        loader_processes=loader_processes,
        weights=start.weights,
        processes=processes,
    )
    if start.widened and trainer.state.step == 0:
        trainer.fit_new_outputs()
    return trainer
