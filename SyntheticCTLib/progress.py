"""How long work reports where it is, and how it is told to stop: both in one ``Watch``.

What takes a watch tells it how far it is, and raises ``Cancelled`` where the watch asks for a stop:
docstrings say so only where there is more to it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from SyntheticCTLib.errors import Cancelled

#: The time left is shown from here on; before, it would jump about.
FIRST_ESTIMATE_SECONDS = 1.0
FIRST_ESTIMATE_FRACTION = 0.02


@dataclass(frozen=True)
class Progress:
    """One report: what is being done and how much of the whole job is behind it.

    Attributes:
        stage: a short phrase for people ("predicting"), stable within a stage.
        fraction: share of the whole job done, 0 to 1, never decreasing within a job.
        message: a detail worth logging, or "".
    """

    stage: str
    fraction: float
    message: str = ""


ProgressCallback = Callable[[Progress], None]


class CancelToken:
    """Set from any thread to ask running work to stop; the work looks at it at every step."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask for a stop. Returns at once; the work raises ``Cancelled`` at its next step."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether a stop was asked for."""
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Raise ``Cancelled`` if a stop was asked for.

        Raises:
            Cancelled: ``cancel`` was called.
        """
        if self.cancelled:
            raise Cancelled("Cancelled: nothing was written.")


class Watch:
    """Who watches long work: hears how far it is, and may ask it to stop.

    Args:
        callback: called with every report; None hears nothing.
        cancel: the token that stops the work; None for one that nobody sets.

    Attributes:
        seconds: how long each ``stage`` took, s, in the order of the stages.

    Example:
        >>> watch = Watch(lambda progress: print(progress.stage, progress.fraction))
        >>> with watch.part(0.5, 1.0).stage("predicting", 0.0, 0.5) as half:
        ...     half.report("predicting", 0.5)
        predicting 0.5
        predicting 0.625
        predicting 0.75
    """

    def __init__(
        self, callback: ProgressCallback | None = None, cancel: CancelToken | None = None
    ) -> None:
        self.callback: ProgressCallback = callback or (lambda _: None)
        self.cancel = cancel or CancelToken()
        self.seconds: dict[str, float] = {}

    @property
    def cancelled(self) -> bool:
        """Whether a stop was asked for."""
        return self.cancel.cancelled

    def check(self) -> None:
        """Stop here if that was asked for. Long work looks at least twice a second.

        Raises:
            Cancelled: a stop was asked for.
        """
        self.cancel.raise_if_cancelled()

    def report(self, stage: str, fraction: float, message: str = "") -> None:
        """Say how far the work is, see ``Progress``, and stop here if that was asked for.

        Raises:
            Cancelled: a stop was asked for.
        """
        self.check()
        self.callback(Progress(stage, fraction, message))

    @property
    def quiet(self) -> Watch:
        """The same to the work that it stops, but it hears nothing."""
        return Watch(cancel=self.cancel)

    def part(self, start: float, end: float) -> Watch:
        """The watch of one part of the work, whose 0 to 1 is ``start`` to ``end`` of this one's."""

        def scaled(told: Progress) -> None:
            fraction = start + (end - start) * told.fraction
            self.callback(Progress(told.stage, fraction, told.message))

        return Watch(scaled, self.cancel)

    @contextmanager
    def stage(self, name: str, start: float, end: float) -> Iterator[Watch]:
        """A part of the work that is reported when it begins and ends, and timed.

        Raises:
            Cancelled: a stop was asked for.
        """
        self.report(name, start)
        started = time.perf_counter()
        yield self.part(start, end)
        self.callback(Progress(name, end))
        self.seconds[name] = round(time.perf_counter() - started, 3)


#: For work that nobody watches.
UNWATCHED = Watch()


@contextmanager
def keeping(done: int, total: int, what: str) -> Iterator[None]:
    """A stop within says how much of work in parts is done and stays.

    Args:
        done, total: parts before this one, and of all.
        what: they are, in the plural.

    Raises:
        Cancelled: a stop was asked for.
    """
    try:
        yield
    except Cancelled as stopped:
        if done == 0:
            raise
        raise Cancelled(
            f"Cancelled: {done} of {total} {what} are done and kept; the same command goes on."
        ) from stopped


def time_left(fraction: float, elapsed_seconds: float) -> float | None:
    """Seconds until the end if the rest goes as fast as the part done; None if it is early."""
    if fraction < FIRST_ESTIMATE_FRACTION or elapsed_seconds < FIRST_ESTIMATE_SECONDS:
        return None
    return elapsed_seconds * (1.0 - fraction) / fraction


def duration(seconds: float) -> str:
    """A length of time as people write it: 8 s, 3 min 05 s, 2 h 10 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
