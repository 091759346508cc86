"""The window's end of a worker: start it, look at it now and then, stop it.

No call waits for the worker, so all may be made from a window's timer::

    worker = WorkerProcess(SynthesizeJob(input="mr.nrrd", output="sct.nrrd"))
    worker.start()
    ...
    for progress in worker.new_progress():  # from a timer, ten times a second
        bar.setValue(100 * progress.fraction)
    if worker.ending is not None:
        print(worker.ending.outcome, worker.ending.sentence)
"""

from __future__ import annotations

import collections
import contextlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from SyntheticCTLib.files.folders import TEMPORARY_PREFIX
from SyntheticCTLib.files.trial import this_python
from SyntheticCTLib.jobs.job import Job
from SyntheticCTLib.jobs.job_files import job_to_json
from SyntheticCTLib.jobs.leftovers import Leftovers
from SyntheticCTLib.progress import Progress
from SyntheticCTLib.segmentation.guest.process import environment_of_ours, kill_tree
from SyntheticCTLib.sentences import from_parts

#: A worker that was asked to stop and still runs after this is killed, s.
PATIENCE_SECONDS = 0.8

_POLL_SECONDS = 0.02

#: Lines of the log that are kept.
_KEPT_LINES = 1000

#: How much of the log goes into the sentence about a worker that died.
_QUOTED_CHARACTERS = 300


@dataclass(frozen=True)
class Ending:
    """How a job ended.

    Attributes:
        outcome: "done", "refused", "cancelled" or "fault".
        sentence: why, for the person at the screen; "" when done.
        files: what was written, by what it is; empty unless done.
        short_of_memory: memory ran out, or the worker died without a word, mostly the same.
        peak_bytes: of main memory that it used; None where nobody tells.
    """

    outcome: str
    sentence: str
    files: dict[str, Path]
    short_of_memory: bool = False
    peak_bytes: int | None = None


class WorkerProcess:
    """One job in a process of its own.

    Args:
        job: what to do.
        python: the interpreter; None for this one, or the one that comes with 3D Slicer.
        environment: variables that the process has beside this one's, or another value of.
        memory_bytes: of its address space, at most; None for no limit. Linux alone heeds it.
        waiting: a process that waits for a job (see ``ready_workers``), to do this one.

    Attributes:
        ending: how the job ended; None until nothing of the worker runs any more.
    """

    def __init__(
        self,
        job: Job,
        *,
        python: str | None = None,
        environment: Mapping[str, str] = MappingProxyType({}),
        memory_bytes: int | None = None,
        waiting: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self.ending: Ending | None = None
        self._job = job
        self._variables = environment
        self._memory_bytes = memory_bytes
        self._waiting = waiting
        self._python = python or this_python()
        self._process: subprocess.Popen[bytes] | None = None
        self._progress: collections.deque[Progress] = collections.deque()
        self._log: collections.deque[str] = collections.deque(maxlen=_KEPT_LINES)
        self._end_line: dict[str, Any] | None = None
        self._kill_at: float | None = None
        self._stopping = threading.Lock()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start the process and return.

        Raises:
            OSError: it cannot be started.
        """
        self._leftovers = Leftovers(self._job)
        self._folder = tempfile.mkdtemp(prefix=TEMPORARY_PREFIX)
        try:
            job_file = Path(self._folder) / "job.json"
            job_file.write_text(job_to_json(self._job), encoding="utf-8")
            if self._waiting is None or not _told(self._waiting, job_file):
                self._process = launched(self._python, self._variables, str(job_file))
            else:
                self._process = self._waiting
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        if self._memory_bytes is not None:
            _limit_memory(self._process.pid, self._memory_bytes)
        self._watcher.start()

    def new_progress(self) -> list[Progress]:
        """What was reported since the last call, oldest first."""
        return [self._progress.popleft() for _ in range(len(self._progress))]

    @property
    def pid(self) -> int | None:
        """Number of the process that was started, or None before."""
        return None if self._process is None else self._process.pid

    @property
    def log(self) -> list[str]:
        """The last lines of the worker's log."""
        return list(self._log)

    def cancel(self) -> None:
        """Ask the worker to stop. Returns at once; ``ending`` comes within a second."""
        with self._stopping:
            if self._process is None or self._kill_at is not None:
                return
            self._kill_at = time.monotonic() + PATIENCE_SECONDS
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"cancel\n")
            self._process.stdin.close()
        except OSError:
            pass  # it has gone already

    def wait(self, seconds: float | None = None) -> Ending | None:
        """Wait for the ending, at most so long. Not for a window's thread, but for scripts."""
        self._watcher.join(seconds)
        return self.ending

    def close(self) -> None:
        """Stop whatever runs and wait until nothing does: when a window goes. About a second."""
        self.cancel()
        if self._process is not None:
            self._watcher.join()

    def _watch(self) -> None:
        """In a thread: wait for the end, tidy up, say how it ended."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        assert process.stderr is not None
        readers = [
            threading.Thread(target=self._read_events, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._read_log, args=(process.stderr,), daemon=True),
        ]
        for reader in readers:
            reader.start()
        while process.poll() is None:
            if self._kill_at is not None and time.monotonic() > self._kill_at:
                break
            time.sleep(_POLL_SECONDS)
        kill_tree(process)  # also after its end: nothing that it started may go on
        for reader in readers:
            reader.join(timeout=0.5)
        ending = self._ending(process.returncode)
        if ending.outcome != "done":
            self._leftovers.remove()
        shutil.rmtree(self._folder, ignore_errors=True)
        self.ending = ending

    def _ending(self, code: int) -> Ending:
        if self._end_line is not None:
            files = {name: Path(path) for name, path in self._end_line["files"].items()}
            return Ending(
                self._end_line["outcome"],
                from_parts(self._end_line),
                files,
                self._end_line["short_of_memory"],
                self._end_line["peak_bytes"],
            )
        if self._kill_at is not None:
            return Ending("cancelled", "Cancelled: nothing was written.", {})
        # A launcher between the two hides by which signal; out of memory is the usual one.
        said = [line for line in self._log if line and not line.startswith("WARNING")]
        last = said[-1][:_QUOTED_CHARACTERS] if said else ""
        sentence = f"The worker died (code {code}); often memory ran out."
        return Ending("fault", f"{sentence} Its last words: {last}" if last else sentence, {}, True)

    def _read_events(self, stream: IO[bytes]) -> None:
        for line in stream:
            try:
                event = json.loads(line)
            except ValueError:  # cut off by a kill
                continue
            if event["event"] == "end":
                self._end_line = event
            else:
                self._progress.append(Progress(event["stage"], event["fraction"], event["message"]))

    def _read_log(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._log.append(line.decode("utf-8", errors="replace").rstrip())


def launched(python: str, variables: Mapping[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """A new process of a worker; without arguments it loads its libraries and waits for a job.

    Args:
        python: the interpreter.
        variables: of its environment, beside this process's.
        arguments: path of the job's file.

    Raises:
        OSError: it cannot be started.
    """
    return subprocess.Popen(
        [python, "-m", "SyntheticCTLib.worker", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment_of_ours(python), **variables},
        start_new_session=os.name == "posix",  # so that the whole tree can be killed
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _told(waiting: subprocess.Popen[bytes], job_file: Path) -> bool:
    """Tell a waiting process its job; False if it has gone."""
    assert waiting.stdin is not None
    try:
        waiting.stdin.write(os.fsencode(job_file) + b"\n")
        waiting.stdin.flush()
    except OSError:
        return False
    return waiting.poll() is None


def _limit_memory(process: int, count: int) -> None:
    """Have the system refuse a process more than so many bytes of address space."""
    limits: Any = importlib.import_module("resource") if sys.platform == "linux" else None
    if limits is not None:
        with contextlib.suppress(ProcessLookupError):  # it has gone already
            limits.prlimit(
                process, limits.RLIMIT_AS, (count, limits.getrlimit(limits.RLIMIT_AS)[1])
            )
