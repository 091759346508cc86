"""The process that a window starts, so that it stays usable and can stop the work.

    python -m SyntheticCTLib.worker JOB.json

``JOB.json`` is a job (see ``jobs``). Standard output has one JSON object a line::

    {"event": "progress", "stage": "predicting", "fraction": 0.41, "message": ""}
    {"event": "end", "outcome": "done", "sentence": "", "files": {"output": "leg_sct.nrrd", ...}}

The last line is the "end": its outcome is "done", "refused" (an input, model or machine that cannot
be used), "cancelled" or "fault" (of this program), and its sentence says why; "template" and
"arguments" are what it was made of, for translations, where that is known; "short_of_memory"
says whether memory was the reason, and "peak_bytes" how much of it was used at most, where the
system tells. The exit codes are the command line's: 0, 2, 130, 1. The log goes to standard error.

Without ``JOB.json`` it loads what a synthesis needs and waits for a line on standard input: the
path of the job's file. Nobody notices when it ends before that: because standard input ended, or
after ten minutes, for a waiting process takes memory.

The work stops within a second, and leaves nothing behind, when standard input says ``cancel`` or
ends (its starter has gone; it has to stay open), and on the signals TERM and INT. This works on
Windows too, where there are no such signals to send. ``worker_process`` is the other end.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from SyntheticCTLib.errors import (
    EXIT_CANCELLED,
    EXIT_FAULT,
    EXIT_REFUSED,
    OUT_OF_MEMORY,
    Cancelled,
    SyntheticCTError,
    is_out_of_memory,
    sentence_of,
    unexpected,
)
from SyntheticCTLib.jobs.job import Job, run_job
from SyntheticCTLib.jobs.job_files import job_from_json
from SyntheticCTLib.jobs.leftovers import Leftovers
from SyntheticCTLib.memory import peak_memory
from SyntheticCTLib.progress import CancelToken, Progress, Watch
from SyntheticCTLib.sentences import parts_of, sentence_in
from SyntheticCTLib.threads import sleep_while_waiting

EXIT_CODES = {
    "done": 0,
    "refused": EXIT_REFUSED,
    "cancelled": EXIT_CANCELLED,
    "fault": EXIT_FAULT,
}

#: Work that does not look at its cancel token for this long is ended on the spot, s.
_PATIENCE_SECONDS = 0.6

#: A process that waits for a job does so for no longer, s.
_IDLE_SECONDS = 600.0

#: Progress within a stage is told no more often, s.
_QUIET_SECONDS = 0.1


class _Lines:
    """Writes the events, one JSON object a line, and nothing after the end."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._ended = False
        self._stage = ""
        self._told = 0.0

    def progress(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage != self._stage or now - self._told >= _QUIET_SECONDS:
            self._stage, self._told = progress.stage, now
            self._write(
                event="progress",
                stage=progress.stage,
                fraction=round(progress.fraction, 4),
                message=progress.message,
            )

    def end(
        self,
        outcome: str,
        sentence: str = "",
        files: dict[str, Path] | None = None,
        *,
        short_of_memory: bool = False,
    ) -> bool:
        """Write the last line. False if it has been written."""
        return self._write(
            event="end",
            outcome=outcome,
            files={name: str(path) for name, path in (files or {}).items()},
            short_of_memory=short_of_memory,
            peak_bytes=peak_memory(),
            **parts_of(sentence),
        )

    def _write(self, **event: Any) -> bool:
        with self._lock:
            if self._ended:
                return False
            self._ended = event["event"] == "end"
            with contextlib.suppress(OSError):  # nobody listens any more: standard input says so
                # As ASCII: a name that is no Unicode can be told so, too.
                self._stream.write(json.dumps(event) + "\n")
                self._stream.flush()
            return True


class _Stop:
    """Asks the work to stop, and ends the process if it does not listen."""

    def __init__(self, lines: _Lines) -> None:
        self.token = CancelToken()
        self.leftovers: Leftovers | None = None
        self._lines = lines

    def ask(self, *_: object) -> None:
        """Stop soon. May be called from any thread, and as a signal's handler."""
        if not self.token.cancelled:
            self.token.cancel()
            patience = threading.Timer(_PATIENCE_SECONDS, self._end_process)
            patience.daemon = True
            patience.start()

    def listen(self) -> None:
        """Wait for ``cancel`` or the end of standard input."""
        heard = b""
        # Not through sys.stdin: a thread that waits in its buffer breaks Python's own end.
        with contextlib.suppress(OSError):
            while chunk := os.read(0, 4096):
                heard += chunk
                if b"cancel" in heard.splitlines():
                    break
        self.ask()

    def _end_process(self) -> None:
        """A tile on a slow machine, or an import, can take seconds and does not look up."""
        if self._lines.end("cancelled", "Cancelled: nothing was written."):
            if self.leftovers is not None:
                self.leftovers.remove()
            os._exit(EXIT_CANCELLED)


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out the job of the file that is the only argument.

    Returns:
        The exit code.
    """
    sleep_while_waiting()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments:
        arguments = _waited_for()
        if not arguments:
            return 0
    lines = _Lines(_own_standard_output())
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s: %(message)s")
    stop = _Stop(lines)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop.ask)
    threading.Thread(target=stop.listen, daemon=True).start()
    outcome, sentence, files, short = "done", "", {}, False
    try:
        files = _work(_job(arguments), stop, lines)
    except Cancelled as stopped:
        outcome, sentence = "cancelled", sentence_in(stopped)
    except (SyntheticCTError, OSError) as error:
        outcome, sentence, short = "refused", sentence_of(error), is_out_of_memory(error)
    except Exception as error:
        traceback.print_exc()
        outcome, sentence = "fault", unexpected(error)
        if short := is_out_of_memory(error):
            outcome, sentence = "refused", OUT_OF_MEMORY
    lines.end(outcome, sentence, files, short_of_memory=short)
    return EXIT_CODES[outcome]


def _waited_for() -> list[str]:
    """The path of the job that somebody gives at last; nothing if nobody does."""
    patience = threading.Timer(_IDLE_SECONDS, os._exit, (0,))
    patience.daemon = True
    patience.start()
    with contextlib.suppress(ImportError):  # without PyTorch there are other jobs
        importlib.import_module("SyntheticCTLib.synthesis.synthesize")
    line = b""
    # Byte by byte: what follows the line is for ``_Stop.listen``.
    while (read := os.read(0, 1)) not in (b"", b"\n"):
        line += read
    patience.cancel()
    return [os.fsdecode(line)] if read else []


def _job(arguments: Sequence[str]) -> Job:
    if len(arguments) != 1:
        raise SyntheticCTError("Give one argument: the job's file.")
    return job_from_json(Path(arguments[0]).read_bytes())


def _work(job: Job, stop: _Stop, lines: _Lines) -> dict[str, Path]:
    lines.progress(Progress("starting", 0.0))
    stop.leftovers = Leftovers(job)
    return run_job(job, Watch(lines.progress, stop.token)).files


def _own_standard_output() -> IO[str]:
    """Standard output for the events alone: whatever else is printed joins the log."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return events
