"""A progress bar with the time left on a terminal; plain lines elsewhere (log files, pipes)."""

from __future__ import annotations

import os
import shutil
import time
from typing import TextIO

from SyntheticCTLib.progress import Progress, duration, time_left

#: Back to the line's start and erase it: every terminal of the last decades does, Windows since 10.
CLEAR_LINE = "\r\x1b[K"

#: Seconds between two drawings on a terminal: fluent for the eye, nothing for the processor.
REDRAW_SECONDS = 0.1

#: Share of the job between two plain lines where there is no terminal.
PLAIN_STEP = 0.1


def put(stream: TextIO, text: str) -> None:
    """Write what only tells of the work; where nobody can be told, the work goes on untold."""
    try:
        stream.write(text)
        stream.flush()
    except OSError:  # a full disk, a reader who has gone: whatever comes goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class ProgressBar:
    """Shows reports of progress on a stream.

    Args:
        stream: where to write, usually standard error.

    Example:
        >>> import sys
        >>> bar = ProgressBar(sys.stderr)
        >>> bar.update(Progress("predicting", 0.5))
        >>> bar.close()
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._started = time.monotonic()
        self._drawn_at = float("-inf")
        self._drawn = Progress("", -1.0)

    def update(self, progress: Progress) -> None:
        """Show a report, unless the last one is too fresh."""
        if self._terminal:
            self._draw(progress)
        else:
            self._write_line(progress)

    def close(self) -> None:
        """Take the bar away, so that the next text starts on a clean line."""
        if self._terminal and self._drawn.fraction >= 0:
            put(self._stream, CLEAR_LINE)

    def _draw(self, progress: Progress) -> None:
        now = time.monotonic()
        same_stage = progress.stage == self._drawn.stage
        if same_stage and now - self._drawn_at < REDRAW_SECONDS and progress.fraction < 1:
            return
        self._drawn, self._drawn_at = progress, now
        columns = shutil.get_terminal_size().columns
        put(self._stream, CLEAR_LINE + bar_text(progress, now - self._started, columns))

    def _write_line(self, progress: Progress) -> None:
        same_stage = progress.stage == self._drawn.stage
        if same_stage and progress.fraction < min(1.0, self._drawn.fraction + PLAIN_STEP):
            return
        if same_stage and progress.fraction == self._drawn.fraction:
            return
        self._drawn = progress
        put(self._stream, f"[{progress.fraction:4.0%}] {progress.stage}\n")


def bar_text(progress: Progress, elapsed_seconds: float, columns: int) -> str:
    """One line of the bar: bar, percent, stage, time left.

    Args:
        progress: what to show.
        elapsed_seconds: time since the job began.
        columns: width of the terminal, characters.
    """
    fraction = min(max(progress.fraction, 0.0), 1.0)
    width = max(10, min(40, columns // 3))
    filled = round(width * fraction)
    left = time_left(fraction, elapsed_seconds)
    text = f"[{'#' * filled}{'.' * (width - filled)}] {fraction:4.0%} {progress.stage}"
    if left is not None:
        text += f", {duration(left)} left"
    return text[: max(columns - 1, 1)]
