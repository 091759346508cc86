"""What every command needs of the terminal: progress, Ctrl-C, results, and the log.

Results go to standard output; progress, warnings and errors to standard error.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from typing import Any

from SyntheticCTLib.cli.progress_bar import CLEAR_LINE, ProgressBar, put
from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.files.plain_json import json_text
from SyntheticCTLib.progress import CancelToken, Progress, Watch
from SyntheticCTLib.sentences import harmless, harmless_json, on_one_line

#: What stops a command: Ctrl-C, a request to end, and the end of its terminal.
_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP")

#: The highest number of a standard stream.
_STREAMS = 2

#: Libraries whose own lines would stand between ours.
_FOREIGN = ("pydicom", "highdicom", "pynetdicom", "py.warnings", "matplotlib", "nibabel")


@contextmanager
def working(arguments: argparse.Namespace) -> Iterator[Watch]:
    """A watch that draws a progress bar, and that Ctrl-C sets, for the length of a ``with`` block.

    The first Ctrl-C asks the work to stop at its next step, so that it tidies up and leaves no
    partial file; a second one stops it on the spot. The signals TERM and HUP do the same.

    Args:
        arguments: the parsed arguments; ``quiet`` leaves the bar out.
    """
    token = CancelToken()
    bar = None if arguments.quiet else ProgressBar(sys.stderr)
    with ExitStack() as stack:
        stack.enter_context(_interrupts_set(token))
        if bar is not None:
            stack.callback(bar.close)
        yield Watch(None if bar is None else bar.update, token)


def with_lines(watch: Watch) -> Watch:
    """A watch that writes a line for each message; without a terminal it writes nothing else."""
    terminal = sys.stderr.isatty()

    def told(progress: Progress) -> None:
        if progress.message:
            clear = CLEAR_LINE if terminal else ""
            put(sys.stderr, f"{clear}{on_one_line(progress.message)}\n")
        if terminal:
            watch.callback(progress)

    return Watch(told, watch.cancel)


@contextmanager
def _interrupts_set(token: CancelToken) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # Python allows signal handlers in the main thread only
        return
    numbers = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    # Whoever starts a command with nohup wants it to go on without its terminal.
    before = {n: signal.getsignal(n) for n in numbers if signal.getsignal(n) != signal.SIG_IGN}

    def ask_to_stop(_number: int, _frame: object) -> None:
        token.cancel()
        for number in before:
            signal.signal(number, signal.default_int_handler)

    for number in before:
        signal.signal(number, ask_to_stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def write_result(arguments: argparse.Namespace, data: Any, text: str) -> None:
    """Write a command's result on standard output.

    Args:
        arguments: the parsed arguments; ``json`` chooses the form.
        data: the result for machines, see ``plain_json.plain``.
        text: the result for people; "" writes nothing.

    Raises:
        ResourceError: it cannot be written, which undoes nothing of the work.
    """
    try:
        if arguments.json:
            print(harmless_json(json_text(data)), flush=True)
        elif text:
            print(harmless(text), flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # whoever read of it has read enough
            raise ResourceError(
                f"The work is done, but standard output takes no more ({error.strerror}): what "
                "was to be shown is not all there. Files that were asked for are written."
            ) from error


def tell(text: str) -> None:
    """Write what a person has to read before being asked, on standard error."""
    put(sys.stderr, f"{text}\n")


def asked(question: str) -> bool:
    """Whether the person at the terminal says yes; nobody there says no."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    put(sys.stderr, f"{question} ")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def cell(value: float | None, form: str, missing: str = "-") -> str:
    """A number in a table, formatted; None where there is nothing to say."""
    return missing if value is None else format(value, form)


def table(rows: list[list[str]], *, header: list[str] | None = None) -> str:
    """Text in columns that are aligned on the left.

    Args:
        rows: cells of each row; rows may have different lengths.
        header: names of the columns, underlined.
    """
    rows = [[on_one_line(cell) for cell in row] for row in rows]
    above = [header, ["-" * len(name) for name in header]] if header else []
    lines = [*above, *rows]
    columns = list(zip_longest(*lines, fillvalue=""))
    widths = [max(map(len, column)) for column in columns]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False)).rstrip()
        for line in lines
    )


def make_streams_safe() -> None:
    """Have text that the terminal's encoding lacks written as escapes, and none where nobody reads.

    Windows starts a program without a window with no streams at all. Elsewhere a number of a stream
    that is closed would be given to the next file that is opened, and a library's lines would be
    written into that.
    """
    while (nowhere := os.open(os.devnull, os.O_RDWR)) <= _STREAMS:
        pass
    os.close(nowhere)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def configure_logging(arguments: argparse.Namespace) -> None:
    """Send this package's log to standard error: warnings, or everything, or errors only."""
    logger = logging.getLogger("SyntheticCTLib")
    level = logging.WARNING
    if arguments.quiet:
        level = logging.ERROR
    elif arguments.verbose:
        level = logging.DEBUG
    logger.setLevel(level)
    logger.handlers = [_AboveProgressBar()]
    logging.captureWarnings(True)
    for name in _FOREIGN:
        foreign = logging.getLogger(name)
        foreign.propagate = False
        foreign.handlers = [_AboveProgressBar()] if arguments.verbose else [logging.NullHandler()]


class _AboveProgressBar(logging.StreamHandler[Any]):
    """Writes log lines where the progress bar stands; the bar is drawn again below them."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self._clear = CLEAR_LINE if sys.stderr.isatty() else ""
        self.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))

    def format(self, record: logging.LogRecord) -> str:
        """The line, on one that the bar has left."""
        text = super().format(record)
        return self._clear + (harmless(text) if record.exc_info else on_one_line(text))
