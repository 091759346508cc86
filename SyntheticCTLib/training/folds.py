"""Cross-validation folds by patient."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDS = 4

#: Table that the alignment writes beside the aligned pairs.
ALIGNMENT_TABLE = "alignment.csv"


def patient_folds(names: list[str], folds: int = FOLDS) -> dict[str, int]:
    """Fold of each patient: position in the sorted ids modulo ``folds``."""
    return {name: position % folds for position, name in enumerate(sorted(names))}


def read_folds(folder: Path, names: list[str]) -> dict[str, int]:
    """Folds of the pairs in a folder.

    The alignment table counts refused pairs too, so a pair keeps its fold whichever others were
    refused; without a table the pairs that are there are counted.
    """
    rows = _read_table(folder)
    if rows is None:
        return patient_folds(names)
    return {row["id"]: int(row["fold"]) for row in rows if row["fold"] != ""}


def read_grades(folder: Path) -> dict[str, str]:
    """Alignment grade of each pair, as far as the folder's table gives one."""
    return {row["id"]: row.get("grade", "") for row in _read_table(folder) or ()}


def _read_table(folder: Path) -> list[dict[str, str]] | None:
    table = folder / ALIGNMENT_TABLE
    if not table.is_file():
        return None
    with table.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
