"""The curves of a training run as one SVG picture: loss, held-out patients, waiting for data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import nothing_in
from SyntheticCTLib.preprocessing.mr_scale import UNIT
from SyntheticCTLib.report.charts.picture import stacked_svg
from SyntheticCTLib.report.charts.svg import Chart
from SyntheticCTLib.training.run.training_log import (
    LOG_EVERY,
    STEPS_LOG,
    VALIDATION_LOG,
    TrainingLog,
)

#: Logged steps over which a smooth curve is averaged.
_SMOOTHED = 25

_WIDTH, _HEIGHT = 700.0, 260.0

#: How single values look behind their mean.
_LOGGED = ".line.logged { stroke: #c4ccd2; stroke-width: 1; }"

#: Columns of the validation log, in words.
_FIGURES = {
    "mae": "MAE of held-out patients, HU",
    "bone_dice": "Dice of bone, held-out patients",
    "mae_signal": f"MAE of held-out patients, {UNIT}",
    "dice": "Dice of the tissues, held-out patients",
}


@dataclass(frozen=True)
class RunCurves:
    """What a run's logs say.

    Attributes:
        steps: numbers of the logged steps.
        loss: of these steps.
        seconds_per_step: mean over the ten steps up to each.
        waiting: share of a step's time in which the device waited for patches.
        validation: by figure, (step, values of all patients).
    """

    steps: np.ndarray
    loss: np.ndarray
    seconds_per_step: np.ndarray
    waiting: np.ndarray
    validation: dict[str, list[tuple[int, list[float]]]]


def read_curves(run: Path) -> RunCurves:
    """Read the logs of a run. Of steps that were done again after a kill, the last counts.

    Raises:
        InputError: the folder has no log of at least two entries.
    """
    if not run.is_dir():
        raise nothing_in(run, f"{STEPS_LOG}: give the folder of a training.")
    rows = {int(row["step"]): row for row in TrainingLog(run / STEPS_LOG).rows()}
    if len(rows) < 2:
        raise InputError(
            f"{run} has no curves yet: {STEPS_LOG} there needs two entries, one comes every "
            f"{LOG_EVERY} steps."
        )
    steps = np.array(sorted(rows))
    loss, seconds, waited = (
        np.array([float(rows[step][name]) for step in steps.tolist()])
        for name in ("loss", "seconds", "data_seconds")
    )
    # The clock restarts at a checkpoint's time after a kill, so a pace can come out negative.
    pace = np.diff(seconds) / np.diff(steps)
    pace = np.concatenate([pace[:1], pace])
    pace = np.where(pace > 0, pace, np.median(pace))
    waiting = np.clip(waited / np.maximum(pace, 1e-9), 0.0, 1.0)
    return RunCurves(steps, loss, pace, waiting, _validation(run))


def _validation(run: Path) -> dict[str, list[tuple[int, list[float]]]]:
    rows = TrainingLog(run / VALIDATION_LOG).rows()
    latest = {(int(row["step"]), row["name"]): row for row in rows}
    found: dict[str, list[tuple[int, list[float]]]] = {}
    for figure in _FIGURES:
        points: dict[int, list[float]] = {}
        for (step, _), row in sorted(latest.items()):
            if row.get(figure):
                points.setdefault(step, []).append(float(row[figure]))
        if points:
            found[figure] = list(points.items())
    return found


def curves_svg(curves: RunCurves, title: str) -> str:
    """The curves as the text of an SVG file that any browser shows."""
    last = float(curves.steps[-1])
    charts = [_loss_chart(curves, last)]
    for figure, points in curves.validation.items():
        charts.append(_validation_chart(_FIGURES[figure], points, last))
    charts.append(_waiting_chart(curves, last))
    return stacked_svg(charts, (_WIDTH, _HEIGHT), title, style=_LOGGED)


def waiting_share(curves: RunCurves) -> float:
    """Share of the run's time in which the device waited for patches."""
    pace = curves.seconds_per_step
    return float(np.sum(curves.waiting * pace) / np.sum(pace))


def _loss_chart(curves: RunCurves, last: float) -> str:
    top = float(np.percentile(curves.loss, 99)) * 1.1
    chart = Chart((0.0, last), (0.0, max(top, 1e-6)), "step", "loss", size=(_WIDTH, _HEIGHT))
    chart.line(_points(curves.steps, curves.loss), "logged")
    chart.line(_points(curves.steps, smoothed(curves.loss)), "first")
    return chart.svg("Training loss by step, as logged and smoothed")


def _validation_chart(
    label: str, points: Sequence[tuple[int, Sequence[float]]], last: float
) -> str:
    quartiles = [(step, *np.percentile(values, [25, 50, 75]).tolist()) for step, values in points]
    low = min(row[1] for row in quartiles)
    high = max(row[3] for row in quartiles)
    margin = 0.08 * (high - low) or 0.05 * abs(high) or 1.0
    chart = Chart((0.0, last), (low - margin, high + margin), "step", label, size=(_WIDTH, _HEIGHT))
    chart.band([(step, q1, q3) for step, q1, _, q3 in quartiles], "first")
    chart.line([(step, median) for step, _, median, _ in quartiles], "first")
    return chart.svg(f"{label}: median and quartiles by step")


def _waiting_chart(curves: RunCurves, last: float) -> str:
    chart = Chart(
        (0.0, last),
        (0.0, 1.0),
        "step",
        "time waiting for patches",
        size=(_WIDTH, _HEIGHT),
        percent=True,
    )
    chart.line(_points(curves.steps, smoothed(curves.waiting)), "second")
    return chart.svg("Share of the time in which the device waits for patches, by step")


def smoothed(values: np.ndarray) -> np.ndarray:
    """Mean over neighbouring entries; fewer at the ends."""
    window = np.ones(min(_SMOOTHED, len(values)))
    return np.convolve(values, window, "same") / np.convolve(np.ones(len(values)), window, "same")


def _points(x: np.ndarray, y: np.ndarray) -> list[tuple[float, float]]:
    return list(zip(x.tolist(), y.tolist(), strict=True))
