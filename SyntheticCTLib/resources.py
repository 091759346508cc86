"""Where the data that come with the library are: models, recipes and terminology."""

from __future__ import annotations

from pathlib import Path

_LIBRARY = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder ``Resources``.

    A wheel carries it inside the library. In a checkout and in the installed Slicer extension,
    whose modules share one folder, it lies beside the library.
    """
    inside = _LIBRARY / "Resources"
    return inside if inside.is_dir() else _LIBRARY.parent / "Resources"
