"""Cross-validation folds by patient."""

from __future__ import annotations

from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.text_files import read_rows

FOLDS = 4

#: Table that the alignment writes beside the aligned pairs.
ALIGNMENT_TABLE = "alignment.csv"


def patient_folds(names: list[str], folds: int = FOLDS) -> dict[str, int]:
    """Fold of each patient: position in the sorted ids modulo ``folds``."""
    return {name: position % folds for position, name in enumerate(sorted(names))}


def read_folds(folder: Path, names: list[str], folds: int = FOLDS) -> dict[str, int]:
    """Folds of the pairs in a folder.

    The alignment table counts refused pairs too, so a pair keeps its fold whichever others were
    refused; without a table the pairs that are there are counted.
    """
    rows = _read_table(folder)
    if rows is None or folds != FOLDS:
        return patient_folds(names, folds)
    return {row["id"]: int(row["fold"]) for row in rows if row["fold"] != ""}


def read_grades(folder: Path) -> dict[str, str]:
    """Alignment grade of each pair, as far as the folder's table gives one."""
    return {row["id"]: row.get("grade", "") for row in _read_table(folder) or ()}


def read_regions(folder: Path) -> dict[str, str]:
    """Part of the body of each pair, as far as the folder's table gives one."""
    return {row["id"]: row.get("region", "") for row in _read_table(folder) or ()}


def read_groups(folder: Path, column: str) -> dict[str, str]:
    """What a column of the folder's table says of each pair, as "region" or "hospital".

    Raises:
        InputError: there is no table, or no such column.
    """
    rows = _read_table(folder) or []
    if not rows or column not in rows[0]:
        known = ", ".join(rows[0]) if rows else "none, the file is missing"
        raise InputError(
            f"{folder / ALIGNMENT_TABLE} has no column {column!r} to group the pairs by; it has: "
            f"{known}."
        )
    return {row["id"]: row[column] for row in rows}


def _read_table(folder: Path) -> list[dict[str, str]] | None:
    table = folder / ALIGNMENT_TABLE
    if not table.is_file():
        return None
    return read_rows(table, "id", "fold")
