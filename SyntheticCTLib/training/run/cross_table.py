"""The table of a cross-validation: means with their intervals, a setting a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from SyntheticCTLib.training.run.cross_validation import CrossSummary
from SyntheticCTLib.training.score.confidence import MeanInterval


def cross_cells(summary: Sequence[CrossSummary], columns: Mapping[str, str]) -> list[list[str]]:
    """The table, header first; columns are keys of figures with their titles."""
    rows = [["trained on", "tested on", "patients", *columns.values()]]
    for row in summary:
        figures = [_interval(row.figures[column]) for column in columns]
        rows.append([row.setting, row.tested, str(row.patients), *figures])
    return rows


def cross_markdown(summary: Sequence[CrossSummary], columns: Mapping[str, str]) -> str:
    """The same as a Markdown table: means with 95 % confidence intervals."""
    header, *rows = cross_cells(summary, columns)
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _interval(found: MeanInterval | None) -> str:
    if found is None:
        return "undefined"
    digits = 3 if abs(found.mean) < 10 else 1
    if found.low is None or found.high is None:
        return f"{found.mean:.{digits}f}"
    return f"{found.mean:.{digits}f} ({found.low:.{digits}f} to {found.high:.{digits}f})"
