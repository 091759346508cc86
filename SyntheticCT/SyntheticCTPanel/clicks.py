"""Of a double click, which many people make on every button, the first half counts."""

from __future__ import annotations

import time
from collections.abc import Callable

#: The second click of a double click comes so soon after the first one, s.
DOUBLE_CLICK_S = 0.4


class Clicks:
    """Tells second halves from clicks: they would cancel, or take back, what the first one did.

    Args:
        clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}

    def counts(self, button: str) -> bool:
        """Whether a click that has just come is one of its own.

        Args:
            button: its name.
        """
        now, before = self._clock(), self._last.get(button)
        if before is not None and now - before < DOUBLE_CLICK_S:
            return False
        self._last[button] = now
        return True

    def answered(self, button: str) -> None:
        """What the click did is done: before, nobody could see it, and mean to end it."""
        self._last[button] = self._clock()
