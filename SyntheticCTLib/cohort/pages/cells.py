"""Figures of a study as a page shows them, each leading to the report that it is from."""

from __future__ import annotations

from SyntheticCTLib.cohort.figures.columns import FigureColumn
from SyntheticCTLib.cohort.figures.patients import Patient
from SyntheticCTLib.report.pages.html import Markup, element
from SyntheticCTLib.report.pages.words import NOTHING, number, percent


def value_text(column: FigureColumn, value: float | None, *, unit: bool = False) -> str:
    """A value of a figure, with its unit where a heading does not have it."""
    if value is None:
        return NOTHING
    if column.unit == "share":
        return percent(value, column.digits)
    text = number(value, column.digits)
    return f"{text}\u00a0{column.unit}" if unit and column.unit else text


def linked(patient: Patient, text: str) -> Markup:
    """Text that leads to a patient's report."""
    return element("a", text, href=patient.page)


def value_cell(patient: Patient, column: FigureColumn) -> str:
    """A patient's figure, leading to their report."""
    value = patient.figures.get(column.name)
    return NOTHING if value is None else linked(patient, value_text(column, value))


def heading(column: FigureColumn) -> str:
    """The title of a figure's column."""
    unit = "" if column.unit in ("", "share") else f", {column.unit}"
    return f"{column.title}{unit}"


def interval_text(column: FigureColumn, low: float | None, high: float | None) -> str:
    """Ends of an interval."""
    if low is None or high is None:
        return NOTHING
    return f"{value_text(column, low)} to {value_text(column, high)}"
