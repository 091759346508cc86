"""How long work reports where it is, and how it is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from SyntheticCTLib.errors import Cancelled


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


def ignore_progress(_: Progress) -> None:
    """A callback for callers that do not watch."""


def part_of(report: ProgressCallback, start: float, end: float) -> ProgressCallback:
    """A callback for one part of a job: its 0 to 1 becomes ``start`` to ``end`` of the whole."""

    def scaled(progress: Progress) -> None:
        fraction = start + (end - start) * progress.fraction
        report(Progress(progress.stage, fraction, progress.message))

    return scaled


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
