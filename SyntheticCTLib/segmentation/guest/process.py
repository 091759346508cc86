"""Run somebody else's program: its output line by line, a stop that ends its whole tree."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from SyntheticCTLib.progress import UNWATCHED, Watch

#: How often it is asked whether to stop, s.
_POLL_SECONDS = 0.1

#: How long the output of a program that has ended may still take, s.
_LAST_WORDS_SECONDS = 2.0

#: Last lines kept to explain a failure.
_KEPT_LINES = 200

_LINE_END = re.compile(rb"[\r\n]+")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Ended:
    """How a process ended.

    Attributes:
        code: exit code; negative for a signal.
        output: its last lines, standard output and standard error together.
    """

    code: int
    output: str


def run_process(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    on_line: Callable[[str], None] = lambda _: None,
    watch: Watch = UNWATCHED,
) -> Ended:
    """Run a program to its end.

    Args:
        command: the program and its arguments; no shell.
        environment: its environment variables.
        on_line: given each line as it comes; progress bars that rewrite their line count as lines.
        watch: when it asks to stop, the program and all that it started are killed within a second.

    Raises:
        OSError: the program cannot be started.
        Cancelled: the user asked to stop; nothing of the program runs any more.
    """
    watch.check()
    process = subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(environment),
        start_new_session=os.name == "posix",
    )
    assert process.stdout is not None
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    kept: list[str] = []
    try:
        while (line := _next(lines, process, reader)) is not None:
            watch.check()
            if line:
                kept = [*kept[1 - _KEPT_LINES :], line]
                on_line(line)
        return Ended(process.wait(), "\n".join(kept))
    finally:
        # Also after success: workers that outlived their parent would hold memory and files.
        kill_tree(process)
        reader.join(timeout=1.0)
        process.stdout.close()


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started in a session of its own, and everything it started."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False
        )
    process.wait()


def clean_environment(interpreter: str) -> dict[str, str]:
    """This process's environment for a Python of its own.

    What points at this Python's libraries (set inside Slicer) is left out for another interpreter.
    """
    environment = dict(os.environ)
    if interpreter != sys.executable:
        for name in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"):
            environment.pop(name, None)
    environment["PYTHONUNBUFFERED"] = "1"
    environment["PYTHONIOENCODING"] = "utf-8"
    return environment


def environment_of_ours(interpreter: str) -> dict[str, str]:
    """The same for a process that imports this very package, and what this Python finds.

    Nothing is imported from the folder that it is started in.
    """
    environment = clean_environment(interpreter)
    root = str(Path(__file__).resolve().parents[3])
    paths = [root, *filter(None, [environment.get("PYTHONPATH")])]
    return {**environment, "PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"}


def _next(
    lines: queue.Queue[str | None], process: subprocess.Popen[bytes], reader: threading.Thread
) -> str | None:
    """The next line; "" when none came for a moment; None at the end."""
    try:
        return lines.get(timeout=_POLL_SECONDS)
    except queue.Empty:
        if process.poll() is None:
            return ""
    # Its last words may still be on their way; or a grandchild holds the pipe open for ever.
    reader.join(timeout=_LAST_WORDS_SECONDS)
    return None if lines.empty() else lines.get()


def _read(stream: IO[bytes], lines: queue.Queue[str | None]) -> None:
    rest = b""
    while chunk := os.read(stream.fileno(), 65536):
        *whole, rest = _LINE_END.split(rest + chunk)
        for line in whole:
            lines.put(_text(line))
    if rest:
        lines.put(_text(rest))
    lines.put(None)


def _text(line: bytes) -> str:
    return _ANSI.sub("", line.decode("utf-8", errors="replace")).rstrip()
