"""Figures as a reader wants them: rounded, with a true minus sign, undefined ones with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

#: Digits after the point by unit; pure numbers have four.
_DIGITS = {"HU": 1, "HU^2": 0, "dB": 1, "mm": 2}

#: What stands where there is nothing to say.
NOTHING = "–"


def number(value: float | None, digits: int | None = None) -> str:
    """A number with so many digits after the point, or as few as it needs; a dash for None."""
    if value is None:
        return NOTHING
    text = f"{value:.10g}" if digits is None else f"{value:,.{digits}f}".replace(",", "\u202f")
    if not text.strip("-0.\u202f"):
        text = text.lstrip("-")
    return text.replace("-", "\u2212")


def percent(share: float | None, digits: int = 1) -> str:
    """A share as percent. Rounded down, so that 94.96 % never reads as the 95.0 % it misses."""
    if share is None:
        return NOTHING
    scale = 10**digits
    cut = int(100 * share * scale + 1e-7) / scale
    return f"{number(cut, digits)}\u00a0%"


def millimetres(value: float | None, digits: int = 2, *, sign: bool = False) -> str:
    """A length with its unit."""
    if value is None:
        return NOTHING
    plus = "+" if sign and round(value, digits) > 0 else ""
    return f"{plus}{number(value, digits)}\u00a0mm"


def place(lps_mm: Sequence[float] | None) -> str:
    """A place with the letters of its directions from the origin: "L 12.0, A 3.1, S 40.2 mm"."""
    if lps_mm is None:
        return NOTHING
    names = (("L", "R"), ("P", "A"), ("S", "I"))
    parts = [
        f"{plus if value >= 0 else minus}\u00a0{number(abs(value), 1)}"
        for value, (plus, minus) in zip(lps_mm, names, strict=True)
    ]
    return ", ".join(parts) + "\u00a0mm"


def figure(found: dict[str, Any], digits: int | None = None) -> str:
    """A figure (``Figure.to_dict()``) as HTML: its value, or "undefined" with the reason."""
    if found["value"] is not None:
        if digits is None:
            digits = _DIGITS.get(found["unit"], 4)
        unit = found["unit"].replace("^2", "\u00b2")
        return escape(f"{number(found['value'], digits)} {unit}".strip())
    if found["note"].startswith("infinite"):
        return escape(f"infinite {found['unit']}".strip())
    return f'<span class="undefined">undefined ({escape(found["note"])})</span>'


def vector(values: Sequence[float], digits: int | None = None) -> str:
    """Numbers with crosses between them, as sizes and spacings are written."""
    return " \u00d7 ".join(number(value, digits) for value in values)
