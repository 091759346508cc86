"""What became of a series: a small file beside its result, by which a later run goes on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import Record, read_record, write_json

State = Literal["done", "unsent", "refused", "failed", "left"]

_SUFFIX = ".status.json"


@dataclass(frozen=True)
class Status(Record):
    """What became of a series.

    Attributes:
        name: of the result's folder: the series' UID, or its pseudonym.
        state: "done"; "unsent": made, but the node that it goes to has not taken it; "refused": no
            synthetic image can be made of it; "failed": the work broke off; "left": it is synthetic
            itself.
        files, size: of the series when it was worked off, the size in bytes.
        sentence: why, "" where there is nothing to say.
    """

    name: str
    state: State
    files: int
    size: int
    sentence: str = ""

    @property
    def is_made(self) -> bool:
        """Whether there is a result."""
        return self.state in ("done", "unsent")


def read_status(folder: Path, name: str) -> Status | None:
    """What is written of a series; None where nothing is, or nobody can read it."""
    path = folder / f"{name}{_SUFFIX}"
    if not path.is_file():
        return None
    try:
        return read_record(Status, path, "it is written again.")
    except InputError:
        return None


def write_status(folder: Path, status: Status) -> None:
    """Write it, in the place of an earlier one.

    Raises:
        OSError: it cannot be written.
    """
    write_json(status, folder / f"{status.name}{_SUFFIX}")
