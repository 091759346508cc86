"""Cross-validation by patient, with repeats and with experiments on how a network generalises."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch

from SyntheticCTLib.files.text_files import read_rows, write_rows
from SyntheticCTLib.models import load_model
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.tasks.image_task import ImageTask
from SyntheticCTLib.training.objectives.distillation import is_taught, with_teacher
from SyntheticCTLib.training.objectives.stage_one import refines, with_stage_one
from SyntheticCTLib.training.run.experiments import Experiment
from SyntheticCTLib.training.run.export import export_model
from SyntheticCTLib.training.run.recipe import Recipe
from SyntheticCTLib.training.run.run import start_run
from SyntheticCTLib.training.run.starting_point import AFRESH, StartingPoint
from SyntheticCTLib.training.run.statement import Statement
from SyntheticCTLib.training.score.confidence import MeanInterval, mean_interval
from SyntheticCTLib.training.score.scores import Score
from SyntheticCTLib.training.score.scoring import score_patients

logger = logging.getLogger(__name__)

#: The scores of one network in its run's folder, and of all in the folder above.
_TABLE = "scores.csv"

#: Folder of a network's model in that of its run.
_MODEL = "model"

#: Columns of that table before the figures.
_HEAD = 6

_LICENCE = "Weights of a cross-validation. Their terms are those of the data they learnt from.\n"

#: Share of an experiment's time that goes into training, for the progress bar.
_TRAINING_SHARE = 0.95


@dataclass(frozen=True)
class CrossScore:
    """One network's figures on one patient.

    Attributes:
        setting: what the network learnt from, see ``experiments``.
        seed: of its repeat.
        fold: the fold that it did not see.
        group: the patient's group, or "".
        patient: the pair's id.
        grade: grade of the pair's alignment, or "".
        figures: by column of the task; None where undefined.
    """

    setting: str
    seed: int
    fold: int
    group: str
    patient: str
    grade: str
    figures: dict[str, float | None]


@dataclass(frozen=True)
class CrossSummary:
    """The mean over patients, each the mean of its repeats.

    Attributes:
        setting, tested: what was learnt from, and which group was scored ("all" for everybody).
        patients: how many were scored.
        figures: mean and 95 % confidence interval by column; None where no patient has the figure.
    """

    setting: str
    tested: str
    patients: int
    figures: dict[str, MeanInterval | None]


@dataclass(frozen=True)
class CrossNetwork:
    """One network of a cross-validation.

    Attributes:
        seed: of its repeat.
        experiment: what it learns from, and whom it is scored on.
    """

    seed: int
    experiment: Experiment

    @property
    def name(self) -> str:
        """Its run's folder in that of the cross-validation, with "/"."""
        return f"seed_{self.seed}/{self.experiment.folder_name}"

    def table(self, folder: Path) -> Path:
        """Its scores; they are there when it is done."""
        return folder / self.name / _TABLE


def networks_of(
    recipe: Recipe, experiments: Sequence[Experiment], repeats: int = 1
) -> list[CrossNetwork]:
    """Every network: the recipe's seed is that of the first repeat, each further one adds 1."""
    seeds = range(recipe.seed, recipe.seed + repeats)
    return [CrossNetwork(seed, experiment) for seed in seeds for experiment in experiments]


def cross_validate(
    recipe: Recipe,
    pairs: Path,
    folder: Path,
    networks: Sequence[CrossNetwork],
    *,
    groups: Mapping[str, str] | None = None,
    device: torch.device,
    loader_processes: int = 0,
    start: StartingPoint = AFRESH,
    watch: Watch = UNWATCHED,
) -> list[CrossScore]:
    """Train and score every network. Started again, it goes on where it was stopped.

    Args:
        recipe: what is learnt, and how.
        pairs: aligned pairs.
        folder: for the runs, their models and tables; made if missing.
        networks: see ``networks_of``.
        groups: group of each patient.
        device: where to compute.
        loader_processes: processes that make patches.
        start: what every network starts from.

    Raises:
        InputError: a pair cannot be used, or the recipe learns no image.
    """
    task = recipe.image_task
    scores: list[CrossScore] = []
    for n, network in enumerate(networks):
        report = watch.part(n / len(networks), (n + 1) / len(networks))
        table = network.table(folder)
        if not table.is_file():
            logger.info("%s", network.name)
            found = _trained_and_scored(
                _of_network(recipe, network),
                pairs,
                table.parent,
                network.experiment,
                device=device,
                loader_processes=loader_processes,
                start=start,
                watch=report,
            )
            write_cross_scores(_rows(found, task, network, groups or {}), table)
        scores += read_cross_scores(table)
    return scores


def _of_network(recipe: Recipe, network: CrossNetwork) -> Recipe:
    """The recipe with its seed, and with the first stage or teacher that left out the same."""
    recipe = recipe.changed(seed=network.seed)
    own = Path(network.name)
    if is_taught(recipe):
        teacher = Path(recipe.loss["teacher"]) / own / _MODEL
        return with_teacher(recipe, str(teacher)) if teacher.is_dir() else recipe
    if not refines(recipe):
        return recipe
    first = Path(recipe.loss["stage_one"]) / own
    return with_stage_one(recipe, str(first)) if first.is_dir() else recipe


def _trained_and_scored(
    recipe: Recipe,
    pairs: Path,
    run: Path,
    experiment: Experiment,
    *,
    device: torch.device,
    loader_processes: int,
    start: StartingPoint,
    watch: Watch,
) -> list[Score]:
    trainer = start_run(
        recipe,
        pairs,
        run,
        split=experiment.split,
        device=device,
        loader_processes=loader_processes,
        start=start,
    )
    trainer.run(watch.part(0.0, _TRAINING_SHARE))
    export_model(run, pairs, run / _MODEL, statement=Statement(licence=_LICENCE))
    return score_patients(
        load_model(run / _MODEL),
        pairs,
        experiment.split.held_out,
        device=str(device),
        watch=watch.part(_TRAINING_SHARE, 1.0),
    )


def _rows(
    scores: Sequence[Score], task: ImageTask, network: CrossNetwork, groups: Mapping[str, str]
) -> list[CrossScore]:
    judged = task.judged({score.method for score in scores})
    return [
        CrossScore(
            network.experiment.setting,
            network.seed,
            network.experiment.split.fold or 0,
            groups.get(score.patient, ""),
            score.patient,
            score.grade,
            {name: value for name, value in score.figures.items() if name in task.columns},
        )
        for score in scores
        if score.method == judged
    ]


def summarise(scores: Sequence[CrossScore], grades: Sequence[str] = "") -> list[CrossSummary]:
    """Mean and confidence interval of each setting, over everybody and over each group.

    Args:
        grades: only patients of these grades count; empty for all.
    """
    counted = [score for score in scores if not grades or score.grade in grades]
    rows = []
    for setting in dict.fromkeys(score.setting for score in counted):
        own = [score for score in counted if score.setting == setting]
        named = sorted({score.group for score in own} - {""})
        if len(named) != 1:
            rows.append(_summary(setting, "all", own))
        rows += [_summary(setting, group, [s for s in own if s.group == group]) for group in named]
    return rows


def _summary(setting: str, tested: str, scores: Sequence[CrossScore]) -> CrossSummary:
    patients = sorted({score.patient for score in scores})
    figures: dict[str, MeanInterval | None] = {}
    for column in scores[0].figures:
        means = []
        for patient in patients:
            values = [
                value
                for score in scores
                if score.patient == patient and (value := score.figures[column]) is not None
            ]
            if values:
                means.append(float(np.mean(values)))
        figures[column] = mean_interval(means)
    return CrossSummary(setting, tested, len(patients), figures)


def write_all_scores(scores: Sequence[CrossScore], folder: Path) -> Path:
    """The scores of every network, in the folder of all."""
    write_cross_scores(scores, folder / _TABLE)
    return folder / _TABLE


def write_cross_scores(scores: Sequence[CrossScore], path: Path) -> None:
    """Write the scores as CSV, undefined figures as empty cells."""
    head, figures = [each.name for each in fields(CrossScore)][:_HEAD], list(scores[0].figures)
    rows = (
        [*(getattr(score, name) for name in head), *(score.figures[name] for name in figures)]
        for score in scores
    )
    write_rows(path, [*head, *figures], rows)


def read_cross_scores(path: Path) -> list[CrossScore]:
    """The scores that ``write_cross_scores`` wrote."""
    return [
        CrossScore(
            row["setting"],
            int(row["seed"]),
            int(row["fold"]),
            row["group"],
            row["patient"],
            row["grade"],
            {name: float(row[name]) if row[name] else None for name in list(row)[_HEAD:]},
        )
        for row in read_rows(path)
    ]
