"""The report of a comparison: one HTML file that needs nothing else, from its saved files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.comparison.folder import (
    PICTURES,
    READERS,
    REPORT,
    SURFACE_PAGE,
    read_document,
)
from SyntheticCTLib.evaluation.reader_scores import (
    ReaderAgreement,
    read_reader_scores,
    reader_agreement,
)
from SyntheticCTLib.files.atomic import write_whole
from SyntheticCTLib.files.names import check_parent
from SyntheticCTLib.report.pages.answer import answer
from SyntheticCTLib.report.pages.html import element, joined, page_header, paragraph
from SyntheticCTLib.report.pages.image_sections import image_sections
from SyntheticCTLib.report.pages.origin_sections import compared, limits, provenance
from SyntheticCTLib.report.pages.page import page
from SyntheticCTLib.report.pages.reader_sections import reader_sections
from SyntheticCTLib.report.pages.surface_sections import surface_sections

_TITLE = "Synthetic CT against the real CT"


def write_report(
    folder: str | Path,
    output: str | Path | None = None,
    *,
    title: str | None = None,
    readers: str | Path | None = None,
    turned: bool | None = None,
) -> Path:
    """Make the HTML file from the figures and pictures that a comparison saved.

    Args:
        folder: of a comparison.
        output: the file to write; None for ``report.html`` in the folder.
        title: the case's name; None for the one that was saved.
        readers: a table of readers' scores, see ``evaluation.reader_scores``; None for
            ``readers.csv`` in the folder, if it is there.
        turned: whether the page of surfaces to be turned lies beside the file; None to look.

    Returns:
        The file.

    Raises:
        InputError: the folder holds no comparison, or not a whole one; the scores cannot be used.
        OSError: the file cannot be written.
    """
    folder = Path(folder)
    output = folder / REPORT if output is None else Path(output)
    check_parent(output)
    document = read_document(folder)
    if title is not None:
        document = replace(document, title=title)
    if turned is None:
        turned = (output.parent / SURFACE_PAGE).is_file()
    text = html(document, folder / PICTURES, _agreement(folder, readers), turned=turned)
    write_whole(output, text)
    return output


def _agreement(folder: Path, readers: str | Path | None) -> ReaderAgreement | None:
    table = folder / READERS if readers is None else Path(readers)
    if readers is None and not table.is_file():
        return None
    return reader_agreement(read_reader_scores(table))


def html(
    document: ComparisonDocument,
    pictures: Path,
    readers: ReaderAgreement | None = None,
    *,
    turned: bool = False,
) -> str:
    """The page.

    Args:
        document: the figures.
        pictures: folder of the pictures that it names.
        readers: what readers' scores say; None without any.
        turned: whether ``SURFACE_PAGE`` lies beside it.

    Raises:
        InputError: a picture is missing.
    """
    heading = document.title or _TITLE
    day, time = document.created[:10], document.created[11:16]
    below = f"{_TITLE}. " if document.title else ""
    running = (
        f"Not for clinical use. {document.title or 'Synthetic CT'}, compared {day} with "
        f"SyntheticCT {document.versions.get('SyntheticCT')}"
    )
    when = paragraph(f"{below}Compared on {day}, {time} UTC.", kind="soft")
    parts = joined(
        page_header(heading, when),
        answer(document, pictures),
        compared(document),
        surface_sections(document, pictures, SURFACE_PAGE if turned else ""),
        image_sections(document, pictures),
        reader_sections(readers),
        provenance(document),
        limits(document),
    )
    foot = element("div", paragraph(running, kind="running"), kind="foot")
    return page(heading, joined(element("main", parts, kind="body"), foot))
