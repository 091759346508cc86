"""The report of a comparison: one HTML file that needs nothing else, from its saved files."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.report.pages.answer import answer
from SyntheticCTLib.report.pages.image_sections import image_sections
from SyntheticCTLib.report.pages.origin_sections import compared, limits, provenance
from SyntheticCTLib.report.pages.style import STYLE
from SyntheticCTLib.report.pages.surface_sections import surface_sections

#: Names in a comparison's folder.
REPORT = "report.html"
FIGURES = "comparison.json"
PICTURES = "pictures"

#: Form of the figures that this module understands (``comparison.compare.FORMAT``).
_FORMAT = 1

_TITLE = "Synthetic CT against the real CT"


def write_report(
    folder: str | Path, output: str | Path | None = None, *, title: str | None = None
) -> Path:
    """Make the HTML file from the figures and pictures that a comparison saved.

    Args:
        folder: of a comparison.
        output: the file to write; None for ``report.html`` in the folder.
        title: the case's name; None for the one that was saved.

    Returns:
        The file.

    Raises:
        InputError: the folder holds no comparison, or not a whole one.
        OSError: the file cannot be written.
    """
    folder = Path(folder)
    output = folder / REPORT if output is None else Path(output)
    if not output.absolute().parent.is_dir():
        raise InputError(f"The folder {output.parent} does not exist: make it first.")
    figures = read_figures(folder)
    if title is not None:
        figures["title"] = title
    try:
        page = html(figures, folder / PICTURES)
    except KeyError as error:
        raise InputError(
            f"{folder / FIGURES} lacks what a report needs ({error}): run the comparison again."
        ) from error
    with atomic_path(output) as temporary:
        temporary.write_text(page, encoding="utf-8")
    return output


def read_figures(folder: str | Path) -> dict[str, Any]:
    """The saved figures of a comparison.

    Raises:
        InputError: there are none in the folder, or they are damaged or of another version.
    """
    path = Path(folder) / FIGURES
    if not path.is_file():
        raise InputError(f"{folder} holds no {FIGURES}: give the folder of a comparison.")
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path} is damaged ({error}): run the comparison again.") from error
    found = figures.get("format") if isinstance(figures, dict) else None
    if found != _FORMAT:
        raise InputError(
            f"{path} has format {found!r}; this version reads {_FORMAT}: run the comparison again."
        )
    return figures


def html(figures: dict[str, Any], pictures: Path) -> str:
    """The page.

    Args:
        figures: ``Comparison.to_dict()`` with "title" and "pictures".
        pictures: folder of the pictures that it names.

    Raises:
        InputError: a picture is missing.
        KeyError: the figures lack something.
    """
    parts = [
        answer(figures, pictures),
        compared(figures),
        surface_sections(figures, pictures),
        image_sections(figures, pictures),
        provenance(figures),
        limits(figures),
    ]
    heading = figures["title"] or _TITLE
    running = (
        f"Not for clinical use. {figures['title'] or 'Synthetic CT'}, compared "
        f"{figures['created'][:10]} with SyntheticCT {figures['versions']['SyntheticCT']}"
    )
    below = f"{_TITLE}. " if figures["title"] else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(heading)}</title>
<style>{STYLE}</style>
</head>
<body>
<div class="sheet"><main class="body">
<header>
<p class="notice">Not for clinical use</p>
<h1>{escape(heading)}</h1>
<p class="soft">{escape(below)}Compared on {escape(_date(figures["created"]))}.</p>
</header>
{"".join(parts)}
</main><div class="foot"><p class="running">{escape(running)}</p></div></div>
</body>
</html>
"""


def _date(created: str) -> str:
    return f"{created[:10]}, {created[11:16]} UTC"
