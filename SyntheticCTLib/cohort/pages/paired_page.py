"""Two studies of the same patients beside each other: a page and a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from SyntheticCTLib.cohort.figures.paired import PairedFigure
from SyntheticCTLib.cohort.pages.cells import heading, interval_text, value_text
from SyntheticCTLib.comparison.columns import csv_text
from SyntheticCTLib.files.together import files_together
from SyntheticCTLib.report.pages.html import (
    element,
    joined,
    page_header,
    paragraph,
    section,
    strong,
    table,
)
from SyntheticCTLib.report.pages.page import page
from SyntheticCTLib.report.pages.words import NOTHING, number, plus

PAGE, TABLE = "paired.html", "paired.csv"

_WORDS = {True: "no worse", False: "not shown", None: NOTHING}


def write_paired(
    found: Sequence[PairedFigure], names: tuple[str, str], folder: Path
) -> dict[str, Path]:
    """Write both files into a folder.

    Args:
        found: the figures.
        names: of the study that is judged, and of the one that it is held against.
        folder: which exists.

    Raises:
        OSError: a file cannot be written.
    """
    fields = [one.name for one in dataclasses.fields(PairedFigure) if one.name != "column"]
    rows = [[one.column.name, *(getattr(one, field) for field in fields)] for one in found]
    first, second = names
    parts = joined(
        page_header(
            f"{first} against {second}",
            paragraph("Two studies of the same patients, paired by patient.", kind="soft"),
        ),
        section("No worse than allowed", *_margins(found, first, second)),
        section(
            "Differences",
            table(
                (
                    "figure",
                    "n",
                    first,
                    second,
                    "difference",
                    "95 % interval",
                    "effect",
                    "p",
                    "Holm",
                ),
                [_row(one) for one in found],
                kind="dense wide",
            ),
            paragraph(
                f"Difference: {first} minus {second}, with Student's interval of its mean. p: "
                "Wilcoxon's signed-rank test, exact, two-sided. Effect: rank-biserial correlation, "
                "\u22121 to 1. Holm: p corrected for all figures of this table; one of them below "
                "0.05 by chance is to be expected of uncorrected ones.",
                kind="soft",
            ),
        ),
    )
    text = page(f"{first} against {second}", element("main", parts, kind="body"))
    files = {name: folder / name for name in (PAGE, TABLE)}
    with files_together(*files.values()) as place:
        place(files[PAGE]).write_text(text, encoding="utf-8")
        told = csv_text((["figure", *fields], rows))
        place(files[TABLE]).write_text(told, encoding="utf-8", newline="")
    return files


def _margins(found: Sequence[PairedFigure], first: str, second: str) -> list[str]:
    rows = [
        [
            heading(one.column),
            value_text(one.column, one.margin),
            interval_text(one.column, one.low, one.high),
            strong(_WORDS[one.no_worse]),
        ]
        for one in found
        if one.margin is not None
    ]
    if not rows:
        return []
    words = (
        f"{first} counts as no worse than {second} where the worse end of the difference's "
        "95\u00a0% interval keeps to the margin that was stated beforehand."
    )
    return [
        table(("figure", "margin", "95 % interval of the difference", "answer"), rows),
        paragraph(words, kind="soft"),
    ]


def _row(one: PairedFigure) -> list[str]:
    column = one.column
    scale, digits = (100.0, column.digits) if column.unit == "share" else (1.0, column.digits)
    return [
        heading(column),
        number(one.patients),
        value_text(column, one.first),
        value_text(column, one.second),
        plus(scale * one.difference, digits),
        NOTHING
        if one.low is None or one.high is None
        else f"{plus(scale * one.low, digits)} to {plus(scale * one.high, digits)}",
        plus(one.effect, 2),
        number(one.p, 4),
        number(one.p_holm, 4),
    ]
