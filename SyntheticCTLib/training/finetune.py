"""Go on training a model with other pairs: a hospital's own scanner, sequence and region."""

from __future__ import annotations

from pathlib import Path

import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models import Model, ModelInfo
from SyntheticCTLib.models.info import LICENCE_FILE
from SyntheticCTLib.models.loading import network_definition
from SyntheticCTLib.progress import CancelToken, ProgressCallback, ignore_progress
from SyntheticCTLib.training.cases import HUStatistics
from SyntheticCTLib.training.export import export_model
from SyntheticCTLib.training.recipe import Recipe
from SyntheticCTLib.training.run import start_run
from SyntheticCTLib.training.validation import Figures

#: Fine-tuning learns at a tenth of the rate of training (arXiv 2509.22394 does too).
LEARNING_RATE = 1e-4
STEPS = 1000

#: What only the new model's makers can say.
_UNKNOWN_DATA = "pairs given by whoever fine-tuned it"


def finetune_recipe(
    model: Model,
    *,
    name: str,
    steps: int = STEPS,
    learning_rate: float = LEARNING_RATE,
    data_source: str = "",
) -> Recipe:
    """How a model goes on learning: its network, frame, patch and HU scale stay.

    Args:
        model: the parent.
        name: title of the new model; "" makes one of the parent's.
        steps: optimiser steps.
        learning_rate: at the start.
        data_source: a sentence for the card on where the pairs come from.

    Raises:
        InputError: the parent does not make HU from MR.
    """
    info = model.info
    if info.input_modality != "MR" or info.output_normalisation.get("kind") != "HU":
        raise InputError(
            f"The model {info.id} makes {info.output_modality} from {info.input_modality}: only "
            "models that make HU from MR can be fine-tuned."
        )
    about = {key: info.metadata[key] for key in ("task", "authors", "copyright")}
    return Recipe(
        name="finetune",
        description=f"Fine-tuning of the model {info.id} {info.version}: AdamW, L1 + L2 in the "
        "mask, affine and signal augmentation.",
        model={
            **about,
            "name": name or f"{info.name}, fine-tuned",
            "version": "1.0.0",
            "description": f"{info.metadata['description']} Fine-tuned from {info.id} "
            f"{info.version}.",
            "data_source": data_source or _UNKNOWN_DATA,
            "intended_use": info.metadata.get("intended_use", ""),
            "input_modality": info.input_modality,
            "output_modality": info.output_modality,
            "body_regions": list(info.body_regions),
        },
        network=network_definition(info),
        patch_size=list(info.patch_size),
        size_divisor=list(info.size_divisor),
        frame={"orientation": info.orientation, "spacing_mm": list(info.spacing)},
        steps=steps,
        batch_size=1,
        optimizer={"name": "AdamW", "lr": learning_rate, "weight_decay": 0.01},
        schedule={"exponent": 0.9, "warmup_steps": 20},
        loss={"name": "mix", "alpha": 1.0},
        sampling={"bone_share": 0.4},
        augmentation={"rotation": 0.26, "scale": 0.12},
        norm_kept_from=0.0,  # few pairs make no better statistics than the parent's
        average_decay=0.99,
        validate_every=max(steps // 4, 1),
        save_every=50,
    )


def finetune(
    model: Model,
    pairs: Path,
    folder: Path,
    recipe: Recipe,
    *,
    run: Path,
    fold: int | None = None,
    device: torch.device,
    loader_processes: int = 0,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
) -> tuple[ModelInfo, list[Figures]]:
    """Train on from a model's weights and write a new model folder that names its parent.

    Args:
        model: the parent; nothing of it is changed.
        pairs: aligned pairs.
        folder: the new model's folder; its name is its id.
        recipe: from ``finetune_recipe``.
        run: folder of the run. Started again, it goes on at the last checkpoint.
        fold: the fold to leave out and to judge by, None for none.
        device: where to compute.
        loader_processes: processes that make patches.

    Returns:
        What the new model says about itself, and the last validation.

    Raises:
        InputError: a pair cannot be used, or the folder is the parent's.
        Cancelled: ``cancel`` was set; the run's checkpoint holds the last step.
    """
    if folder.resolve() == model.info.folder.resolve():
        raise InputError(f"{folder} is the model that is to be fine-tuned: name another folder.")
    scale = model.info.output_normalisation
    trainer = start_run(
        recipe,
        pairs,
        run,
        fold=fold,
        device=device,
        loader_processes=loader_processes,
        statistics=HUStatistics(float(scale["mean"]), float(scale["sd"])),
        weights=model.network().state_dict(),
    )
    figures = trainer.run(progress, cancel)
    licence = model.info.folder / LICENCE_FILE
    info = export_model(
        run,
        pairs,
        folder,
        licence=licence.read_text(encoding="utf-8") if licence.is_file() else "",
        changelog=f"Fine-tuned from {model.info.id} {model.info.version}.",
        parent=model.info,
    )
    return info, figures
