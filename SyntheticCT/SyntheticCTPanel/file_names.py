"""What becomes of the names of files that somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def with_format(typed: str | Path, suffixes: Sequence[str], chosen: str) -> Path:
    """The path that somebody typed, with the suffix of a format.

    Args:
        typed: as it came from a dialog; "patient.1" has no format.
        suffixes: those of all formats, in lower case: ".stl".
        chosen: the suffix to add where none of them is there.
    """
    path = Path(typed)
    if path.suffix.lower() in suffixes:
        return path
    return path.with_name(f"{path.name}{chosen}")
