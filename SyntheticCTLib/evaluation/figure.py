"""Figure: one number of an evaluation, with its unit, that can say why it is not defined."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from SyntheticCTLib.files.plain_json import Record


@dataclass(frozen=True)
class Figure(Record):
    """One measured number.

    A number that cannot be computed is ``None`` with the reason in ``note``; it is never 0 or NaN.

    Attributes:
        name: what people call it ("MAE").
        value: the number, or None when it is not defined for these images.
        unit: "HU", "dB", "mm"; "" for a pure number.
        note: why the value is None, or what a reader must know about a value that is there.
    """

    name: str
    value: float | None
    unit: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.value is None and not self.note:
            raise ValueError(f"{self.name} has no value and no reason for it.")
        if self.value is not None and math.isnan(self.value):
            raise ValueError(f"{self.name} is NaN; an undefined figure is None with a reason.")

    def to_dict(self) -> dict[str, Any]:
        """Name, value, unit and note as JSON types; infinity, unknown to JSON, is null."""
        infinite = self.value is not None and math.isinf(self.value)
        return super().to_dict() | ({"note": self.note or "infinite"} if infinite else {})

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name}: undefined ({self.note})"
        return f"{self.name}: {self.value:.6g} {self.unit}".rstrip()


def undefined(name: str, reason: str, unit: str = "") -> Figure:
    """A figure without a value, and why."""
    return Figure(name, None, unit, reason)
