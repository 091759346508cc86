"""Lines that C libraries write to the screen on their own: kept for the log, out of sight."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

_log = logging.getLogger(__name__)

_STANDARD_ERROR = 2


@contextmanager
def without_foreign_lines() -> Iterator[None]:
    """Within the block, what is written to the process's standard error goes to the log (debug).

    Python's own lines go there, too: for short blocks that only call a library.
    """
    lines: list[str] = []
    with suppress(AttributeError, OSError, ValueError):
        sys.stderr.flush()
    try:
        kept = os.dup(_STANDARD_ERROR)
    except OSError:  # it is closed: nobody would see them
        yield
        return
    try:
        with _somewhere() as place:
            os.dup2(place, _STANDARD_ERROR)
            try:
                yield
            finally:
                os.dup2(kept, _STANDARD_ERROR)
                lines += _written(place)
    finally:
        os.close(kept)
    for line in lines:
        _log.debug("%s", line)


@contextmanager
def _somewhere() -> Iterator[int]:
    """A file that nobody sees, or nothing where no file can be made."""
    with ExitStack() as stack:
        try:
            file: IO[bytes] = stack.enter_context(tempfile.TemporaryFile())
        except OSError:
            file = stack.enter_context(Path(os.devnull).open("r+b"))
        yield file.fileno()


def _written(place: int) -> list[str]:
    try:
        os.lseek(place, 0, os.SEEK_SET)
        return os.read(place, 1 << 16).decode("utf-8", "replace").splitlines()
    except OSError:
        return []
