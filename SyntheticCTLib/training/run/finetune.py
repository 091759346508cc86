"""Go on training a model with other pairs: a hospital's own scanner, sequence and region."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.text_files import read_text
from SyntheticCTLib.models import Model, ModelInfo
from SyntheticCTLib.models.info import LICENCE_FILE, read_info
from SyntheticCTLib.models.loading import network_definitions
from SyntheticCTLib.models.metadata import NOT_STATED
from SyntheticCTLib.preprocessing.input_scales import INPUT_SCALES
from SyntheticCTLib.preprocessing.intensity import Z_SCORE
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.tasks.image_task import ImageTask
from SyntheticCTLib.tasks.registry import image_task_of, image_tasks
from SyntheticCTLib.tasks.trained_task import Figures
from SyntheticCTLib.training.objectives.interval_objective import INTERVAL_AND_BONE
from SyntheticCTLib.training.objectives.stage_one import refines
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.recipe import Recipe
from SyntheticCTLib.training.run.run import split_pairs, start_run
from SyntheticCTLib.training.run.starting_point import StartingPoint, hu_statistics_of, named
from SyntheticCTLib.training.run.statement import UNSTATED, Statement
from SyntheticCTLib.training.score.calibrating import calibrate_model

_log = logging.getLogger(__name__)

#: Fine-tuning learns at a tenth of the rate of training (arXiv 2509.22394 does too).
LEARNING_RATE = 1e-4
STEPS = 1000

#: Fewer patients left out fit no bounds.
_FEWEST_TO_CALIBRATE = 2


def finetune_recipe(
    model: Model,
    *,
    steps: int = STEPS,
    learning_rate: float = LEARNING_RATE,
    second_stage: bool = False,
) -> Recipe:
    """How a model goes on learning: its network, frame, patch and scales stay.

    Args:
        model: the parent.
        second_stage: train the second stage on, and leave the first as it is.
        steps: optimiser steps.
        learning_rate: at the start.

    Raises:
        InputError: models of the parent's task are not fine-tuned, or it has no second stage.
    """
    info = model.info
    task = _tunable_task(info)
    if second_stage and info.refinement is None:
        raise InputError(f"The model {info.id} has no second stage to fine-tune.")
    definitions, told = network_definitions(info), info.metadata
    stage = info.refinement if second_stage and info.refinement is not None else info
    return Recipe(
        name="finetune",
        description=f"Fine-tuning of the model {info.id} {info.version}: AdamW, "
        f"{'velocity of the residual' if second_stage else 'L1 + L2'} in the mask, affine and "
        "signal augmentation.",
        model={
            "name": f"{info.name}, fine-tuned",
            "task": told.task,
            "description": f"{told.description} Fine-tuned from {info.id} {info.version}.",
            "input_modality": info.input_modality,
            "output_modality": info.output_modality,
            "body_regions": list(info.body_regions),
        },
        network=definitions[-1] if second_stage else definitions[0],
        patch_size=list(stage.patch_size),
        size_divisor=list(stage.size_divisor),
        frame={"orientation": info.orientation, "spacing_mm": list(info.spacing)},
        steps=steps,
        batch_size=1,
        optimizer={"name": "AdamW", "lr": learning_rate, "weight_decay": 0.01},
        schedule={"exponent": 0.9, "warmup_steps": 20},
        loss=_denoising(info) if second_stage else _voxel_loss(info),
        input_scale=_input_scale(info),
        sampling={"bone_share": 0.4},
        augmentation={"rotation": 0.26, "scale": 0.12, **_flips(info), **(task.fine_tuning or {})},
        target=task.learns,
        norm_kept_from=0.0,  # few pairs make no better statistics than the parent's
        average_decay=0.99,
        validate_every=max(steps // 4, 1),
        save_every=50,
    )


def _tunable_task(info: ModelInfo) -> ImageTask:
    task = image_task_of(info)
    if task.fine_tuning is None:
        known = " or ".join(task.name for task in image_tasks() if task.fine_tuning is not None)
        raise InputError(
            f"The model {info.id} makes {info.output_modality} from {info.input_modality}: only "
            f"models from {known} can be fine-tuned."
        )
    return task


def _flips(info: ModelInfo) -> dict[str, Any]:
    """The parent's, where it says them: no head stands on its crown."""
    learnt = None if info.training is None else info.training.flip_axes
    return {} if learnt is None else {"flip_axes": list(learnt)}


def _input_scale(info: ModelInfo) -> str:
    """The parent's, of an MR; other images have one alone."""
    kind = str(info.input_normalisation["kind"])
    return kind if kind in INPUT_SCALES else Z_SCORE


def _voxel_loss(info: ModelInfo) -> dict[str, Any]:
    """L1 + L2 of the value; a model that gives bounds and bone goes on learning these too."""
    image = {"name": "mix", "alpha": 1.0}
    if info.interval is None:
        return image
    return {"name": INTERVAL_AND_BONE, "image": image, "quantiles": list(info.interval.quantiles)}


def _denoising(info: ModelInfo) -> dict[str, Any]:
    """The loss of a second stage that goes on learning the residual of its own first stage."""
    second = info.refinement
    assert second is not None
    return {
        "name": "denoising",
        "stage_one": str(info.folder.resolve()),
        "scheduler": second.scheduler,
        "clip": second.clip,
        "steps": second.steps,
    }


def finetune(
    model: Model,
    pairs: Path,
    folder: Path,
    recipe: Recipe,
    *,
    run: Path,
    statement: Statement = UNSTATED,
    fold: int | None = None,
    device: torch.device,
    loader_processes: int = 0,
    watch: Watch = UNWATCHED,
) -> tuple[ModelInfo, list[Figures]]:
    """Train on from a model's weights and write a new model folder that names its parent.

    Args:
        model: the parent; nothing of it is changed.
        pairs: aligned pairs.
        folder: the new model's folder; its name is its id.
        recipe: from ``finetune_recipe``.
        statement: what its makers say of the new model; what they leave out of licence and
            changelog is that it is made from the parent, under the parent's terms.
        run: folder of the run. Started again, it goes on at the last checkpoint.
        fold: the fold to leave out and to judge by, None for none.
        device: where to compute.
        loader_processes: processes that make patches.

    Returns:
        What the new model says about itself, and the last validation.

    Raises:
        InputError: a pair cannot be used, or the folder is the parent's.
        Cancelled: a stop was asked for; the run's checkpoint holds the last step.
    """
    if folder.resolve() == model.info.folder.resolve():
        raise InputError(f"{folder} is the model that is to be fine-tuned: name another folder.")
    info = model.info
    learning = model.refiner if refines(recipe) else model.network()
    assert learning is not None
    trainer = start_run(
        recipe,
        pairs,
        run,
        fold=fold,
        device=device,
        loader_processes=loader_processes,
        start=StartingPoint(learning.state_dict(), hu_statistics_of(info), named(info)),
    )
    # Bounds are fitted to the patients left out, which takes a while, too.
    calibrates = info.interval is not None and fold is not None and not refines(recipe)
    figures = trainer.run(watch.part(0.0, 0.9) if calibrates else watch)
    made = export_model(run, pairs, folder, statement=_of_child(statement, info), parent=info)
    if calibrates:
        made = _recalibrated(made, pairs, fold, str(device), watch.part(0.9, 1.0))
    return made, figures


def _recalibrated(
    made: ModelInfo, pairs: Path, fold: int | None, device: str, watch: Watch
) -> ModelInfo:
    """The model with bounds that fit the patients left out, if there are enough of them."""
    _, held_out = split_pairs(pairs, fold)
    if len(held_out) < _FEWEST_TO_CALIBRATE:
        _log.warning(
            "The bounds of %s are those of other patients' scanners: fold %s leaves %d out, and %d "
            "are needed to fit them.",
            made.id,
            fold,
            len(held_out),
            _FEWEST_TO_CALIBRATE,
        )
        return made
    calibrate_model(made.folder, pairs, held_out, device=device, watch=watch)
    return read_info(made.folder)


def _of_child(statement: Statement, parent: ModelInfo) -> Statement:
    """What is true of a model that was made from another, unless its makers say more."""
    if statement.changelog == NOT_STATED:
        changelog = f"Fine-tuned from {parent.id} {parent.version}."
        statement = replace(statement, changelog=changelog)
    path = parent.folder / LICENCE_FILE
    if statement.licence == NOT_STATED and path.is_file():
        statement = replace(statement, licence=read_text(path))
    return statement
