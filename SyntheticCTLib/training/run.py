"""One training run: pairs from a folder, a recipe, a fold to leave out."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from SyntheticCTLib.atomic import atomic_path
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.training.cases import (
    Pair,
    find_pairs,
    hu_statistics,
    make_case,
    read_pair,
)
from SyntheticCTLib.training.folds import read_folds
from SyntheticCTLib.training.phantom_pairs import make_phantom_pairs
from SyntheticCTLib.training.recipe import Recipe
from SyntheticCTLib.training.trainer import Trainer, TrainingData

logger = logging.getLogger(__name__)

RUN_RECORD = "run.json"


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


def load_data(recipe: Recipe, folder: Path, fold: int | None) -> TrainingData:
    """Read, normalise and split the pairs of a folder, and make the recipe's phantoms."""
    training_names, validation_names = split_pairs(folder, fold)
    training = [read_pair(folder, name, recipe.frame) for name in training_names]
    statistics = hu_statistics(training)
    validation = [read_pair(folder, name, recipe.frame) for name in validation_names]
    spacing = tuple(recipe.frame["spacing_mm"])
    phantoms = make_phantom_pairs(recipe.phantoms["count"], spacing)

    def cases(pairs: Sequence[Pair]) -> list:
        return [make_case(pair, statistics, bone_weight=recipe.bone_weight) for pair in pairs]

    return TrainingData(cases(training), cases(validation), cases(phantoms), statistics)


def start_run(
    recipe: Recipe,
    pairs_folder: Path,
    folder: Path,
    *,
    fold: int | None,
    device: torch.device,
    loader_processes: int = 0,
) -> Trainer:
    """Prepare a run, or the continuation of one whose checkpoint lies in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    data = load_data(recipe, pairs_folder, fold)
    record = {
        "recipe": recipe.to_dict(),
        "fold": fold,
        "hu_statistics": asdict(data.statistics),
        "training": [case.name for case in data.training],
        "validation": [case.name for case in data.validation],
        "phantoms": len(data.phantoms),
    }
    with atomic_path(folder / RUN_RECORD) as temporary:
        temporary.write_text(json.dumps(record, indent=2), encoding="utf-8")
    logger.info(
        "%d pairs to train on, %d to validate on, %d phantoms; HU %.1f +- %.1f",
        len(data.training),
        len(data.validation),
        len(data.phantoms),
        data.statistics.mean,
        data.statistics.sd,
    )
    return Trainer(recipe, data, folder, device=device, loader_processes=loader_processes)
