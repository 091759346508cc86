"""Names of files and folders that the panel proposes, and what becomes of typed ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

#: What one of Windows, macOS and Linux does not take in a file's name, and what a shell minds.
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')

#: Windows takes 255 characters with what is added to the name.
_LONGEST = 120


def proposed(name: str) -> str:
    """A node's name as part of a file's name that every system takes."""
    fit = _UNFIT.sub("_", name).strip(" ._")
    return fit[:_LONGEST].rstrip(" .") or "image"


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
