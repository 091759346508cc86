"""Figures of methods on patients, their medians, and their table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from SyntheticCTLib.evaluation.evaluate import evaluate
from SyntheticCTLib.evaluation.tissue_table import tissue_table
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.hounsfield import TissueRange
from SyntheticCTLib.image.volume import Volume

MODEL_METHOD = "model"

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
        region: part of the body, "" where unknown.
        grade: grade of the pair's alignment, "" where unknown.
        method: the model, or what it is held against.
        voxels: how many voxels were scored.
        figures: value by column; None where undefined.
    """

    patient: str
    region: str
    grade: str
    method: str
    voxels: int
    figures: dict[str, float | None]

    def to_row(self) -> dict[str, object]:
        """One flat row for a table."""
        head = {"patient": self.patient, "region": self.region, "grade": self.grade}
        head["method"] = self.method
        return {**head, "voxels": self.voxels, **self.figures}


@dataclass(frozen=True, eq=False)
class Predictions:
    """What methods predict for one patient. All images are on one grid, arrays ``[k, j, i]``.

    Attributes:
        ct: the real CT, HU.
        mask: where it is compared, bool.
        sct: the model's synthetic CT, HU.
        methods: HU by method, the model's first.
        tissues: those whose error gets a column of its own.
        cbct: the cone-beam CT in its own grey values, or None for an MR.
    """

    ct: Volume
    mask: np.ndarray
    sct: Volume
    methods: dict[str, np.ndarray]
    tissues: tuple[TissueRange, ...] = ()
    cbct: Volume | None = None

    def figures(self, hu: np.ndarray) -> tuple[int, dict[str, float | None]]:
        """Voxels that were compared, and figures by column, of one method's HU."""
        region = self.ct.with_array(self.mask.astype(np.uint8))
        found = evaluate(self.ct.with_array(hu), self.ct, region)
        figures = {name: found.figures[name].value for name in COLUMNS}
        rows = tissue_table(hu, self.ct.array, self.mask, tissues=self.tissues)
        for row in rows:
            figures[f"mae_{row.tissue.replace(' ', '_')}"] = row.mae.value
        return found.region.voxels, figures


def median_rows(scores: Iterable[Score], grades: Sequence[str]) -> list[dict[str, object]]:
    """Median and quartiles over the patients of the given grades, one row a method.

    Where the patients are of several regions, rows for each region follow those for all.
    """
    counted = [score for score in scores if score.grade in grades]
    regions = list(dict.fromkeys(score.region for score in counted))
    rows = _method_rows("all", counted)
    if len(regions) > 1:
        for region in regions:
            rows += _method_rows(region, [s for s in counted if s.region == region])
    return rows


def _method_rows(region: str, scores: Sequence[Score]) -> list[dict[str, object]]:
    by_method: dict[str, list[Score]] = {}
    for score in scores:
        by_method.setdefault(score.method, []).append(score)
    return [_summary(region, method, group) for method, group in by_method.items()]


def _summary(region: str, method: str, group: list[Score]) -> dict[str, object]:
    row: dict[str, object] = {"region": region, "method": method, "patients": len(group)}
    for column in group[0].figures:
        values = [v for score in group if (v := score.figures[column]) is not None]
        row[column] = tuple(np.percentile(values, [50, 25, 75]).tolist()) if values else None
    return row


def write_scores(scores: Sequence[Score], path: Path) -> None:
    """Write the scores as CSV, undefined figures as empty cells."""
    with atomic_path(path) as temporary, temporary.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(scores[0].to_row()))
        writer.writeheader()
        writer.writerows(score.to_row() for score in scores)
