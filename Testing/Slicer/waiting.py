"""How long a step keeps the window by the clock, without what other programs took of it.

Linux tells of every thread how long it was ready while others had the cores. Two kinds of waiting
are no fault of the step: that of the window's own thread, and, while the window stands still, that
of the threads in which Mesa draws where there is no graphics card. What the window and these
threads compute always counts, and so does what the window stands still for longer than they waited.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

#: What Mesa calls the threads in which it draws.
_DRAWING = "llvmpipe-"

#: Both were looked at together where it took no longer, s, which a few turns are soon to find.
_AT_ONCE_S, _TURNS = 0.001, 20

_TASKS = Path("/proc/self/task")


class Step:
    """A step of the window's thread, from here on."""

    def __init__(self) -> None:
        self._drawing = _drawing_threads()
        self._begun, self._used, self._waited = _now()

    def seconds(self) -> float:
        """How long it has kept the window, s."""
        clock, used, waited = _now()
        clock, used, waited = clock - self._begun, used - self._used, waited - self._waited
        stood_still = max(0.0, clock - used - waited)
        drawn, late = 0.0, 0.0  # of the slowest: they draw side by side
        for name, (drawing, waiting) in _drawing_threads().items():
            drew_before, waited_before = self._drawing.get(name, (0.0, 0.0))
            drawn, late = max(drawn, drawing - drew_before), max(late, waiting - waited_before)
        return clock - waited - min(max(0.0, stood_still - drawn), late)


def timed(action: Callable[[], object]) -> float:
    """Do something in this thread; how long it kept the window, s."""
    step = Step()
    action()
    return step.seconds()


def _now() -> tuple[float, float, float]:
    """The clock, and what this thread has computed and waited by then, s.

    What it waits between looking at the one and at the other would be counted twice or not at all.
    """
    for _turn in range(_TURNS):
        clock = time.monotonic()
        used, waited = _schedule(Path("/proc/thread-self"))
        if time.monotonic() - clock < _AT_ONCE_S:
            break
    return clock, used, waited


def _schedule(task: Path) -> tuple[float, float]:
    """How long a thread has computed, and was ready while others had the cores, s.

    Both are 0 where nobody says (not Linux), or the thread has ended.
    """
    try:
        used, waited, _turns = (task / "schedstat").read_text().split()
    except OSError:
        return 0.0, 0.0
    return int(used) / 1e9, int(waited) / 1e9


def _drawing_threads() -> dict[str, tuple[float, float]]:
    """How long each of Mesa's threads has computed, and was ready while others had the cores, s."""
    found = {}
    for task in _TASKS.glob("*"):
        try:
            name = (task / "comm").read_text()
        except OSError:  # it has ended
            continue
        if name.startswith(_DRAWING):
            found[task.name] = _schedule(task)
    return found
