"""Which numbers a field of a record can hold, said in its type: ``share: Share``.

Whoever reads a record is shown its numbers as measured, so what cannot be measured is refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any


@dataclass(frozen=True)
class Between:
    """The limits of a number, both of which it can be."""

    lowest: float = -math.inf
    highest: float = math.inf

    def check(self, found: Any, where: str) -> None:
        """Refuse a number beyond them.

        Args:
            found: a number, what has one as its ``value``, or None.
            where: its place in the file.

        Raises:
            ValueError: it is none of these numbers.
        """
        number = getattr(found, "value", found)
        if number is None or self.lowest <= number <= self.highest:
            return
        limit = f"{self.lowest:g} or more" if number < self.lowest else f"at most {self.highest:g}"
        raise ValueError(f"{where} cannot be {repr(number)[:60]}: it is {limit}")


#: Sums of many parts miss what they should be by about this.
_ROUNDING = 1e-6

_ONE = 1 + _ROUNDING

SHARE = Between(0, _ONE)
SIZE = Between(0)
COUNT = Between(0, 2**63)

#: A value of an image, or its distance from another: far beyond any scanner's.
HU = Annotated[float, Between(-1e9, 1e9)]
#: Part of a whole, 0 to 1.
Share = Annotated[float, SHARE]
#: How many.
Count = Annotated[int, COUNT]
#: A length, area, volume, time or spread: 0 or more.
Size = Annotated[float, SIZE]


@dataclass(frozen=True)
class NoLongerThan:
    """The limit of a text's length."""

    characters: int

    def check(self, found: str, where: str) -> None:
        """Refuse a text beyond it.

        Raises:
            ValueError: it is longer.
        """
        if len(found) > self.characters:
            raise ValueError(f"{where} cannot have {len(found)} characters: it is a file's name")


#: The name of a file, without its folder.
FileName = Annotated[str, NoLongerThan(255)]


def check_rising(where: str, **numbers: float | None) -> None:
    """Refuse numbers of which a later one is less than an earlier one.

    Args:
        where: the place of the record that they are in.
        numbers: by their names; None is left out.

    Raises:
        ValueError: with both numbers; what rounding may have done is let pass.
    """
    known = [(name, number) for name, number in numbers.items() if number is not None]
    for (before, low), (name, high) in pairwise(known):
        if high < low - _ROUNDING * max(1.0, abs(low)):
            raise ValueError(f"{where}.{name} cannot be {high:g} where {before} is {low:g}")
