"""The log of a training run: one CSV row at a time, which any plotting tool reads."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from SyntheticCTLib.files.text_files import read_rows, write_rows

#: Files of a run folder.
STEPS_LOG = "steps.csv"
VALIDATION_LOG = "validation.csv"

#: One step in so many is logged.
LOG_EVERY = 10


class TrainingLog:
    """Rows appended to a CSV file; the columns are those of the first row ever written.

    Args:
        path: the file, made with its first row and continued if it exists.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, row: dict[str, Any]) -> None:
        """Add one row and flush it, so that a crash loses nothing."""
        is_new = not self._path.exists()
        with self._path.open("a", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(row))
            if is_new:
                writer.writeheader()
            writer.writerow(row)

    def cut_after(self, step: int) -> None:
        """Drop rows of later steps: a run that goes on from a checkpoint writes them again."""
        rows = self.rows()
        kept = [row for row in rows if int(row["step"] or 0) <= step]
        if len(kept) == len(rows):
            return
        names = list(rows[0])
        write_rows(self._path, names, ([row[name] for name in names] for row in kept))

    def rows(self) -> list[dict[str, str]]:
        """Everything written so far, as text."""
        if not self._path.exists():
            return []
        return read_rows(self._path)
