"""Work in a thread of its own, looked at from the window's timer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

from SyntheticCTPanel.failures import foreseen

Thing = TypeVar("Thing")

#: How long a look waits, s. In this time Python's lock is free, whatever the window's program does
#: with it between two events of the timer.
_LOOK_SECONDS = 0.02


class Background(Generic[Thing]):
    """Begins at once.

    Args:
        work: gives the result; must touch neither scene nor widgets.
    """

    def __init__(self, work: Callable[[], Thing]) -> None:
        self._work = work
        self._result: list[Thing] = []
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def ready(self) -> bool:
        """Whether it has ended; waits a moment."""
        self._thread.join(_LOOK_SECONDS)
        return not self._thread.is_alive()

    def result(self) -> Thing:
        """What the work gave; waits for its end.

        Raises:
            SyntheticCTError, OSError: what the work raised, if need be as a sentence.
        """
        self._thread.join()
        if self._error is not None:
            raise foreseen(self._error)
        return self._result[0]

    def _run(self) -> None:
        try:
            self._result.append(self._work())
        except Exception as error:  # it belongs to whoever asks for the result
            self._error = error


def in_background(work: Callable[[], Thing]) -> Generator[None, None, Thing]:
    """The same as a step of showing a result: ``found = yield from in_background(read)``."""
    running = Background(work)
    while not running.ready():
        yield
    return running.result()
