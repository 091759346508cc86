"""Where the data are: what comes with the library, and what a person adds to it."""

from __future__ import annotations

import os
from pathlib import Path

#: Names the folder of what a person adds to the program, instead of ``.synthetic-ct`` at home.
HOME_VARIABLE = "SYNTHETICCT_HOME"

_LIBRARY = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder ``Resources``.

    A wheel carries it inside the library. In a checkout and in the installed Slicer extension,
    whose modules share one folder, it lies beside the library.
    """
    inside = _LIBRARY / "Resources"
    return inside if inside.is_dir() else _LIBRARY.parent / "Resources"


def user_folder() -> Path:
    """Where a person's own additions are: models, the environment of TotalSegmentator."""
    base = os.environ.get(HOME_VARIABLE)
    return Path(base) if base else Path.home() / ".synthetic-ct"
