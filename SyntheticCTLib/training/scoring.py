"""A model's figures on patients that it did not learn from, beside what needs no model."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from SyntheticCTLib.atomic import atomic_path
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.evaluation.evaluate import evaluate
from SyntheticCTLib.models import Model
from SyntheticCTLib.preprocessing.body_mask import body_mask
from SyntheticCTLib.progress import CancelToken, Progress, ProgressCallback, ignore_progress
from SyntheticCTLib.synthesis import synthesize
from SyntheticCTLib.training.baselines import LogInversion, fit_log_inversion
from SyntheticCTLib.training.cases import Pair, hu_statistics, read_pair
from SyntheticCTLib.training.folds import read_grades
from SyntheticCTLib.training.run import split_pairs
from SyntheticCTLib.volume_files import write_volume

MODEL_METHOD = "model"
LOG_METHOD = "logarithmic inversion"
MEAN_METHOD = "training mean"

#: What follows a patient's id in the name of a kept synthetic CT.
SCT_SUFFIX = "_sct.nii.gz"

#: Figures in the order of the table; keys of ``Evaluation.figures``.
COLUMNS = (
    "mae",
    "mean_error",
    "pearson_r",
    "psnr",
    "ms_ssim",
    "bone_precision",
    "bone_recall",
    "bone_dice",
    "dice_above_bone_threshold",
    "mse",
)


@dataclass(frozen=True)
class Score:
    """One method's figures on one patient.

    Attributes:
        patient: the pair's id.
        grade: grade of the pair's alignment, "" where unknown.
        method: the model, or one of the baselines.
        voxels: how many voxels were scored.
        figures: value by column; None where undefined.
    """

    patient: str
    grade: str
    method: str
    voxels: int
    figures: dict[str, float | None]

    def to_row(self) -> dict[str, object]:
        """One flat row for a table."""
        head = {"patient": self.patient, "grade": self.grade, "method": self.method}
        return {**head, "voxels": self.voxels, **self.figures}


@dataclass(frozen=True)
class Baselines:
    """Predictions fitted on the training patients.

    Attributes:
        log_inversion: the logarithmic inversion.
        mean_hu: mean HU of the training patients.
    """

    log_inversion: LogInversion
    mean_hu: float

    def predict(self, pair: Pair) -> dict[str, np.ndarray]:
        """HU [k, j, i] by method."""
        inverted = self.log_inversion.predict(pair.mr, body_mask(pair.mr, "MR"))
        constant = np.full(pair.mr.array.shape, self.mean_hu, np.float32)
        return {LOG_METHOD: inverted, MEAN_METHOD: constant}


def fit_baselines(folder: Path, names: Sequence[str], frame: dict) -> Baselines:
    """Fit the baselines on the pairs that the model learnt from."""
    pairs = [read_pair(folder, name, frame) for name in names]
    return Baselines(fit_log_inversion(pairs), hu_statistics(pairs).mean)


def score_fold(
    model: Model,
    folder: Path,
    fold: int,
    *,
    device: str = "auto",
    keep: Path | None = None,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
) -> list[Score]:
    """Synthesize and score every patient of a fold, in the body of both scans.

    Args:
        model: the model, trained without that fold.
        folder: aligned pairs.
        fold: the fold to score.
        device: as for ``synthesize``.
        keep: a folder for the synthetic CTs, ``<id>_sct.nii.gz``; None keeps none.

    Raises:
        InputError: the folder or the fold holds no pairs.
        Cancelled: ``cancel`` was set.
    """
    training, held_out = split_pairs(folder, fold)
    frame = model.info.metadata["synthetic_ct"]["frame"]
    baselines = fit_baselines(folder, training, frame)
    return score_patients(
        model,
        folder,
        held_out,
        baselines=baselines,
        device=device,
        keep=keep,
        progress=progress,
        cancel=cancel,
    )


def score_patients(
    model: Model,
    folder: Path,
    names: Sequence[str],
    *,
    baselines: Baselines | None = None,
    device: str = "auto",
    keep: Path | None = None,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
) -> list[Score]:
    """Synthesize and score some patients, in the body of both scans.

    Args:
        model: the model, trained without them.
        folder: aligned pairs.
        names: their ids.
        baselines: scored beside the model; None scores the model alone.
        device, keep: see ``score_fold``.

    Raises:
        InputError: a pair cannot be used.
        Cancelled: ``cancel`` was set.
    """
    frame = model.info.metadata["synthetic_ct"]["frame"]
    grades = read_grades(folder)
    scores = []
    for number, name in enumerate(names):
        if cancel is not None:
            cancel.raise_if_cancelled()
        progress(Progress(f"scoring {name}", number / len(names)))
        pair = read_pair(folder, name, frame)
        sct = synthesize(pair.mr, model=model, device=device, cancel=cancel).volume
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            write_volume(sct, keep / f"{name}{SCT_SUFFIX}")
        predictions = {MODEL_METHOD: sct.array}
        if baselines is not None:
            predictions.update(baselines.predict(pair))
        for method, hu in predictions.items():
            scores.append(_score(pair, grades.get(name, ""), method, hu))
    progress(Progress("scoring", 1.0))
    return scores


def scored_mask(pair: Pair) -> np.ndarray:
    """Where a pair is scored: body of both scans, inside the region that the alignment vouches for.

    Raises:
        InputError: nothing is left.
    """
    mask = pair.mask & body_mask(pair.mr, "MR") & body_mask(pair.ct, "CT")
    if not mask.any():
        raise InputError(f"Pair {pair.name}: the bodies of the two scans do not meet.")
    return mask


def _score(pair: Pair, grade: str, method: str, hu: np.ndarray) -> Score:
    mask = scored_mask(pair)
    region = pair.ct.with_array(mask.astype(np.uint8))
    found = evaluate(pair.ct.with_array(hu), pair.ct, region)
    figures = {name: found.figures[name].value for name in COLUMNS}
    return Score(pair.name, grade, method, found.voxels, figures)


def median_rows(scores: Iterable[Score], grades: Sequence[str]) -> list[dict[str, object]]:
    """Median and quartiles over the patients of the given grades, one row a method."""
    by_method: dict[str, list[Score]] = {}
    for score in scores:
        if score.grade in grades:
            by_method.setdefault(score.method, []).append(score)
    return [_summary(method, group) for method, group in by_method.items()]


def _summary(method: str, group: list[Score]) -> dict[str, object]:
    row: dict[str, object] = {"method": method, "patients": len(group)}
    for column in COLUMNS:
        values = [v for score in group if (v := score.figures[column]) is not None]
        row[column] = tuple(np.percentile(values, [50, 25, 75]).tolist()) if values else None
    return row


def write_scores(scores: Sequence[Score], path: Path) -> None:
    """Write the scores as CSV, undefined figures as empty cells."""
    with atomic_path(path) as temporary, temporary.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(scores[0].to_row()))
        writer.writeheader()
        writer.writerows(score.to_row() for score in scores)
