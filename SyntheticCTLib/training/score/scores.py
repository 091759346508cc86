"""Figures of methods on patients, their medians, and their table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from SyntheticCTLib.files.text_files import write_rows


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
    rows = [score.to_row() for score in scores]
    write_rows(path, list(rows[0]), ([row.get(name) for name in rows[0]] for row in rows))
