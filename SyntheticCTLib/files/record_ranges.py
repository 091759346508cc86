"""Which numbers a field of a record can hold, said in its type: ``share: Share``.

Whoever reads a record is shown its numbers as measured, so what cannot be measured is refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
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


#: Shares are sums of many parts and may miss 1 by their rounding.
_ONE = 1 + 1e-6

SHARE = Between(0, _ONE)
SIZE = Between(0)
COUNT = Between(0, 2**63)

#: Part of a whole, 0 to 1.
Share = Annotated[float, SHARE]
#: How many.
Count = Annotated[int, COUNT]
#: A length, area, volume, time or spread: 0 or more.
Size = Annotated[float, SIZE]
