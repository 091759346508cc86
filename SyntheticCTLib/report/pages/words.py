"""Figures as a reader wants them: rounded, with a true minus sign, undefined ones with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from SyntheticCTLib.evaluation.figure import Figure
from SyntheticCTLib.report.pages.html import element
from SyntheticCTLib.tolerance import percent_of

#: Digits after the point by unit; pure numbers have four.
_DIGITS = {"HU": 1, "HU^2": 0, "dB": 1, "mm": 2}

#: What stands where there is nothing to say.
NOTHING = "–"

#: What the colours of a difference mean.
DIFFERENCE_COLOURS = "sCT minus CT: red where the sCT is darker, blue where it is brighter."


def number(value: float | None, digits: int | None = None) -> str:
    """A number with so many digits after the point, or as few as it needs; a dash for None."""
    if value is None:
        return NOTHING
    text = f"{value:.10g}" if digits is None else f"{value:,.{digits}f}".replace(",", "\u202f")
    if not text.strip("-0.\u202f"):
        text = text.lstrip("-")
    return text.replace("-", "\u2212")


def percent(share: float | None, digits: int = 1) -> str:
    """A share as percent, see ``tolerance.percent_of``."""
    return NOTHING if share is None else f"{number(percent_of(share, digits), digits)}\u00a0%"


def millimetres(value: float | None, digits: int = 2, *, sign: bool = False) -> str:
    """A length with its unit."""
    if value is None:
        return NOTHING
    return f"{plus(value, digits) if sign else number(value, digits)}\u00a0mm"


def plus(value: float, digits: int) -> str:
    """A number with its sign, unless it rounds to 0."""
    return f"{'+' if round(value, digits) > 0 else ''}{number(value, digits)}"


def place(lps_mm: Sequence[float] | None) -> str:
    """A place with the letters of its directions from the origin: "L 12.0, A 3.1, S 40.2 mm"."""
    if lps_mm is None:
        return NOTHING
    names = (("L", "R"), ("P", "A"), ("S", "I"))
    parts = [
        f"{ahead if value >= 0 else behind}\u00a0{number(abs(value), 1)}"
        for value, (ahead, behind) in zip(lps_mm, names, strict=True)
    ]
    return ", ".join(parts) + "\u00a0mm"


def figure(found: Figure) -> str:
    """A figure for a page: its value, or "undefined" with the reason."""
    unit = found.unit.replace("^2", "\u00b2")
    if found.value is not None:
        return f"{number(found.value, _DIGITS.get(found.unit, 4))} {unit}".strip()
    if found.note.startswith("infinite"):
        return f"infinite {unit}".strip()
    return element("span", f"undefined ({found.note})", kind="undefined")


#: How the values of a column are shown, by ``comparison.columns.Column.unit``.
_SHOWN: dict[str, Callable[[Any], str]] = {
    "": str,
    "count": lambda value: number(value, 0),
    "share": percent,
    "points": lambda change: plus(100 * change, 1),
    "mm": millimetres,
    "signed mm": lambda value: millimetres(value, sign=True),
    "mm\u00b2": lambda area: f"{number(area / 100, 1)}\u00a0cm\u00b2",
    "place": place,
}


def shown(value: Any, unit: str) -> str:
    """A cell of a table."""
    if value is None:
        return NOTHING
    return figure(value) if isinstance(value, Figure) else _SHOWN[unit](value)


def vector(values: Sequence[float], digits: int | None = None) -> str:
    """Numbers with crosses between them, as sizes and spacings are written."""
    return " \u00d7 ".join(number(value, digits) for value in values)
