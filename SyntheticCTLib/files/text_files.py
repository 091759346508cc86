"""Text, tables and JSON objects: read, or refused in a sentence; tables are written, too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.names import check_is_file
from SyntheticCTLib.files.plain_json import read_json

#: No text that is read whole is larger.
_MOST_BYTES = 1 << 28


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        InputError: it is no file, no text in UTF-8, or too large to be one of ours.
        OSError: the file cannot be read.
    """
    if path.exists():
        check_is_file(path)
    if path.stat().st_size > _MOST_BYTES:
        raise InputError(f"{path} has {path.stat().st_size} bytes: it is another file.")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is no text in UTF-8 (byte {error.start} of it): save it as such."
        ) from error


def read_rows(path: Path, *needed: str) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of its first row; cells that a row lacks are "".

    Args:
        path: the file.
        needed: columns that have to be there, where there is a row.

    Raises:
        InputError: it is no table in UTF-8, or lacks a column.
        OSError: the file cannot be read.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(read_text(path), newline=""), restval=""))
    except csv.Error as error:
        raise InputError(f"{path} is no table: {error}.") from error
    names = list(rows[0]) if rows else list(needed)
    for name in needed:
        if name not in names:
            shown = ", ".join(str(one)[:40] for one in names)
            raise InputError(f"{path} has no column {name!r}, but {shown}.")
    return [{name: cell for name, cell in row.items() if name is not None} for row in rows]


def write_rows(path: Path, names: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write a CSV file, whole or not at all; None becomes an empty cell.

    Args:
        path: the file.
        names: of the columns, which become its first row.
        rows: cells of each, in the same order.

    Raises:
        OSError: it cannot be written.
    """
    with atomic_path(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *rows])


def read_object(path: Path, *needed: str) -> dict[str, Any]:
    """The object that a JSON file holds.

    Args:
        path: the file.
        needed: keys that have to be there.

    Raises:
        InputError: it is no JSON object, or lacks a key.
        OSError: the file cannot be read.
    """
    try:
        found = read_json(path)
    except ValueError as error:
        raise InputError(f"{path} is not valid JSON: {error}.") from error
    if not isinstance(found, dict):
        raise InputError(f"{path} must hold a JSON object.")
    for key in needed:
        if key not in found:
            raise InputError(f"{path} is damaged or of another kind: it has no {key!r}.")
    return found
