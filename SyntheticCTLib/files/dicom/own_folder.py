"""A folder that holds one series and no other: a reader wants one series a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from SyntheticCTLib.files.dicom.headers import Header


def series_below(series: Iterable[list[Header]]) -> dict[Path, set[str]]:
    """Which series lie below each folder, by SeriesInstanceUID."""
    found: dict[Path, set[str]] = {}
    for headers in series:
        for header in headers:
            for folder in header.path.parents:
                found.setdefault(folder, set()).add(header.series_uid)
    return found


def folder_of_one(headers: list[Header], links: Path, below: dict[Path, set[str]]) -> Path:
    """A folder that holds one series and no other: its own, or one of links to its files.

    Args:
        headers: of the series.
        links: the folder of links, made if it is needed.
        below: see ``series_below``.
    """
    own = headers[0].path.parent
    alone = len(below[own]) == 1 and all(header.path.parent == own for header in headers)
    if alone:
        return own.absolute()
    links.mkdir(parents=True, exist_ok=True)
    for number, header in enumerate(headers):
        link = links / f"{number:05d}.dcm"
        if not link.is_symlink():
            link.symlink_to(header.path.absolute())
    return links.absolute()
