"""A model's figures on patients that it did not learn from, beside what needs no model."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.report.pictures.png import write_png
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.tasks.image_task import Baselines, ImageTask
from SyntheticCTLib.tasks.pair import Pair
from SyntheticCTLib.tasks.registry import image_task_of
from SyntheticCTLib.training.data.aligned_pairs import read_pair, read_stored
from SyntheticCTLib.training.data.folds import read_grades, read_regions
from SyntheticCTLib.training.run.run import split_pairs
from SyntheticCTLib.training.score.scan_picture import picture_of_scan
from SyntheticCTLib.training.score.scores import Score

logger = logging.getLogger(__name__)

#: What follows a patient's id in the name of a picture.
PICTURE_SUFFIX = "_axial.png"


def score_fold(
    model: Model,
    folder: Path,
    fold: int,
    *,
    device: str = "auto",
    keep: Path | None = None,
    pictures: Path | None = None,
    watch: Watch = UNWATCHED,
    **options: Any,
) -> list[Score]:
    """Synthesize and score every patient of a fold, in the body of both scans.

    A warning names those that the model learnt from, if it was trained on all folds. Beside the
    model stand, for MR, the baselines, and for cone-beam CT the CBCT itself. A model from CT to MR
    is scored the other way round.

    Args:
        model: the model, trained without that fold.
        folder: aligned pairs.
        fold: the fold to score.
        device: as for ``synthesize``.
        keep: a folder for the synthetic CTs, ``<id>_sct.nii.gz``; None keeps none. Of synthetic
            MRs the refinement is in the name too.
        pictures: a folder for a picture of each patient of a cone-beam CT; None draws none.
        options: of a model from CT to MR, ``steps`` and ``seed`` of ``synthesize``.

    Raises:
        InputError: the folder or the fold holds no pairs.
    """
    task = image_task_of(model.info)
    if pictures is not None and not task.pictured:
        raise InputError(
            f"The model {model.info.id} goes from {task.name}: pictures are drawn of cone-beam CTs "
            "only; 'synthetic-ct compare' draws those of an MR's synthetic CT."
        )
    training, held_out = split_pairs(folder, fold)
    _warn_of_seen(model, held_out)
    return score_patients(
        model,
        folder,
        held_out,
        baselines=task.baselines(_pair(model, task, folder, name) for name in training),
        device=device,
        keep=keep,
        pictures=pictures,
        watch=watch,
        **options,
    )


def _pair(model: Model, task: ImageTask, folder: Path, name: str) -> Pair:
    """A pair as it is scored.

    Raises:
        InputError: it cannot be used, or is of another kind than the model's.
    """
    if task.scored_in_frame:
        pair = read_pair(folder, name, model.info.frame)
    else:
        pair = read_stored(folder, name)
    if pair.kind is not task.paired:
        raise InputError(
            f"Pair {name} is one of {pair.kind.name} and CT; the model {model.info.id} goes from "
            f"{task.name}."
        )
    return pair


def _warn_of_seen(model: Model, names: Sequence[str]) -> None:
    learnt = model.info.patients
    if seen := sorted({*names} & {*learnt}):
        logger.warning(
            "The model %s learnt from %d of these %d patients (%s): their figures say little of "
            "patients that it never saw.",
            model.info.id,
            len(seen),
            len(names),
            ", ".join(seen),
        )


def score_patients(
    model: Model,
    folder: Path,
    names: Sequence[str],
    *,
    baselines: Baselines | None = None,
    device: str = "auto",
    keep: Path | None = None,
    pictures: Path | None = None,
    watch: Watch = UNWATCHED,
    **options: Any,
) -> list[Score]:
    """Synthesize and score some patients, where the model's task scores them.

    Args:
        model: the model, trained without them.
        folder: aligned pairs.
        names: their ids.
        baselines: scored beside the model; None scores the model alone.
        device, keep, pictures, options: see ``score_fold``.

    Raises:
        InputError: a pair cannot be used.
    """
    task = image_task_of(model.info)
    grades, regions = read_grades(folder), read_regions(folder)
    scores = []
    for number, name in enumerate(names):
        watch.check()
        watch.report(f"scoring {name}", number / len(names))
        pair = _pair(model, task, folder, name)
        mask, image = task.scored_mask(pair), task.input_of(pair)
        values = {}
        for method, refine in task.methods(model.info).items():
            how = SynthesisOptions(device=device, refine=refine, **options)
            made = synthesize(image, model, how, watch=watch.quiet)
            values[method] = made.volume.array
            if keep is not None:
                _keep(made.volume, keep / task.kept_name(name, refine))
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            picture = picture_of_scan(pair, mask, made.volume)
            write_png(picture, pictures / f"{name}{PICTURE_SUFFIX}")
        if baselines is not None:
            values |= baselines.predict(pair, mask, made.field_of_view.array)
        group = regions.get(name, ""), grades.get(name, "")
        for method, array in values.items():
            scores.append(Score(name, *group, method, *task.figures(pair, mask, array)))
    watch.report("scoring", 1.0)
    return scores


def _keep(volume: Volume, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_volume(volume, path)
