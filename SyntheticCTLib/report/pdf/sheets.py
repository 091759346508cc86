"""A comparison on paper: the answer, its reason and figures, how the sCT was made, and pictures.

It names neither the patient, the case nor a file: whoever files it knows whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.comparison.columns import DIRECTIONS, STATISTICS
from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.comparison.folder import PICTURES, read_document
from SyntheticCTLib.errors import is_out_of_memory
from SyntheticCTLib.report.pages.words import millimetres, percent, shown
from SyntheticCTLib.report.pdf.paper import Paper
from SyntheticCTLib.report.pictures.png import is_png
from SyntheticCTLib.versions import PROGRAM

_TITLE = "Synthetic CT against CT: bone surface"

#: How high pictures are, points: four views of a surface stand beside each other.
_SLICE_HIGH, _VIEW_HIGH = 150, 130


def comparison_pdf(folder: str | Path) -> bytes:
    """A comparison as the content of a PDF file.

    Args:
        folder: as ``synthetic-ct compare`` wrote it; pictures that have gone are left out.

    Raises:
        InputError: it is no such folder, or its document is damaged.
    """
    folder = Path(folder)
    document = read_document(folder)
    paper = Paper(_TITLE, f"{PROGRAM}. {document.statement}")
    verdict = document.verdict
    paper.text(_TITLE, 16, bold=True)
    paper.text(document.statement, bold=True, after=10)
    paper.text(verdict.answer.upper(), 20, bold=True)
    paper.text(verdict.reason, 11, after=8)
    for note in dict.fromkeys([*verdict.notes, *document.registration.warnings]):
        paper.text(f"- {note}", 9, after=2)
    if document.warnings:  # they name files, whose names may be a patient's
        paper.text(
            f"- Warnings about the images, in the whole report: {len(document.warnings)}.", 9
        )
    _section(paper, "Asked and measured", _asked(document))
    _section(paper, "Distances, both directions together", _distances(document))
    figures = document.evaluation.figures.values()
    _section(paper, "Images", ((figure.name, shown(figure, "")) for figure in figures))
    _section(paper, "How it was made", _made(document))
    _add_pictures(paper, document, folder / PICTURES)
    return paper.content()


def _section(paper: Paper, title: str, rows: Iterable[tuple[str, str]]) -> None:
    found = list(rows)
    if found:
        paper.text("", after=6)
        paper.text(title, 12, bold=True)
        for name, value in found:
            paper.row(name, value)


def _asked(document: ComparisonDocument) -> Iterable[tuple[str, str]]:
    verdict = document.verdict
    yield "tolerance", millimetres(verdict.tolerance_mm, 1)
    yield "share that is required", percent(verdict.required_share)
    yield "share within the tolerance", percent(verdict.share)
    extremes = f"{percent(verdict.lowest_share)} to {percent(verdict.highest_share)}"
    yield "as well supported", extremes
    if document.surface is not None and document.surface.overall is not None:
        for direction, name in DIRECTIONS.items():
            share = getattr(document.surface.overall, direction).within.get(verdict.tolerance_mm)
            yield f"within, {name}", percent(share)


def _distances(document: ComparisonDocument) -> Iterable[tuple[str, str]]:
    if document.surface is None or document.surface.overall is None:
        return
    for column in STATISTICS:
        if column.heading:
            value = column.value(document.surface.overall.pooled)
            yield column.heading, shown(value, column.unit)


def _made(document: ComparisonDocument) -> Iterable[tuple[str, str]]:
    made = document.provenance
    if made is not None:
        yield "model", f"{made.model.id} {made.model.version}"
        yield "SHA-256 of its weights", made.model.sha256 or "unknown"
    yield "registration of the CT", document.registration.description
    yield "compared", document.created


def _add_pictures(paper: Paper, document: ComparisonDocument, folder: Path) -> None:
    drawn = document.pictures
    if drawn is None:
        return
    for title, pictures, high in (
        ("sCT, CT and difference", drawn.slices, _SLICE_HIGH),
        ("The worst place: CT above, sCT below", drawn.worst, _VIEW_HIGH),
        ("Surface of the sCT by distance", drawn.sct_views, _VIEW_HIGH),
        ("Surface of the CT by distance", drawn.ct_views, _VIEW_HIGH),
    ):
        found = [_picture(folder / Path(one.file).name) for one in pictures]
        there = [picture for picture in found if picture is not None]
        if there:
            paper.pictures(title, there, high)


def _picture(path: Path) -> np.ndarray | None:
    """Pixels (rows, columns, 3) of a PNG file; None where there is none."""
    if not is_png(path):
        return None
    try:
        array = sitk.GetArrayFromImage(sitk.ReadImage(str(path), imageIO="PNGImageIO"))
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise
        return None
    grey = array if array.ndim == 3 else np.repeat(array[..., None], 3, axis=-1)
    return grey[..., :3].astype(np.uint8)
