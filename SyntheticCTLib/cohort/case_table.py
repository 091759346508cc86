"""Cases in a CSV table: one row each, files by the names of their columns, the rest are groups."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from SyntheticCTLib.cohort.case_inputs import FILES, CaseInputs, is_address
from SyntheticCTLib.errors import InputError, sentence_of
from SyntheticCTLib.files.text_files import read_text, write_rows

#: Other names of columns.
_ALSO = {
    "patient": "id",
    "case": "id",
    "cbct": "mr",
    "input": "mr",
    "roi": "mask",
    "registration": "transform",
}


def read_case_table(path: Path) -> list[CaseInputs]:
    """The cases of a table.

    Its first row names the columns: ``id`` and ``mr`` have to be there; ``ct``, ``mask``,
    ``transform``, ``mr_landmarks`` and ``ct_landmarks`` may; every other column is a group. Paths
    are relative to the table's folder. Comma, semicolon or tab part the cells.

    Raises:
        InputError: it cannot be read, lacks a column, or a row has no id in one line, or no MR.
    """
    try:
        text = read_text(path)
    except OSError as error:
        raise InputError(sentence_of(error)) from error
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = list(table)
    except csv.Error as error:
        raise InputError(f"{path} is no table of values that commas part: {error}.") from error
    if not table.fieldnames:
        raise InputError(f"{path} is empty: its first row names the columns id and mr.")
    names = {name: _column(name) for name in table.fieldnames}
    if len(set(names.values())) < len(table.fieldnames):
        raise InputError(f"Two columns of {path} mean the same: {', '.join(table.fieldnames)}.")
    for needed in ("id", "mr"):
        if needed not in names.values():
            raise InputError(f"{path} has no column {needed!r}, but {', '.join(names)}.")
    return [
        _case(names, row, path, number) for number, row in enumerate(rows, 2) if any(row.values())
    ]


def _column(name: str) -> str:
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    return _ALSO.get(plain, plain)


def _case(names: dict[str, str], row: dict[str, str], path: Path, number: int) -> CaseInputs:
    cells = {names[name]: (cell or "").strip() for name, cell in row.items() if name in names}
    if not cells["id"] or not (cells["mr"] or cells.get("problem")):
        raise InputError(f"Row {number} of {path} has no {'id' if not cells['id'] else 'mr'}.")
    if not cells["id"].isprintable():
        raise InputError(
            f"The id {cells['id']!r} of {path} (row {number}) is not one line of text."
        )
    files = {name: _absolute(cells[name], path.parent) for name in FILES if cells.get(name)}
    known = {"id", "problem", *FILES}
    groups = {name: cell for name, cell in cells.items() if name not in known}
    files = {"mr": "", **files}
    return CaseInputs(cells["id"], **files, groups=groups, problem=cells.get("problem", ""))


def _absolute(cell: str, folder: Path) -> str:
    return cell if is_address(cell) else str((folder / cell).absolute())


def write_case_table(cases: Sequence[CaseInputs], path: Path) -> None:
    """Write cases as ``read_case_table`` reads them.

    Raises:
        OSError: the file cannot be written.
    """
    groups = list(dict.fromkeys(name for case in cases for name in case.groups))
    used = [name for name in FILES if name in ("mr", "ct") or any(name in c.files for c in cases)]
    problem = ["problem"] if any(case.problem for case in cases) else []
    rows: Iterable[list[str]] = (
        [
            case.id,
            *(case.files.get(name, "") for name in used),
            *(case.groups.get(name, "") for name in groups),
            *([case.problem] if problem else []),
        ]
        for case in cases
    )
    write_rows(path, ["id", *used, *groups, *problem], rows)
