"""Workers whose process has loaded its libraries before there is a job, so that no click waits."""

from __future__ import annotations

import contextlib
import subprocess

from SyntheticCTLib.files.trial import this_python
from SyntheticCTLib.jobs.job import Job
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.jobs.worker_process import WorkerProcess, launched


class ReadyWorkers:
    """Gives a worker for a job, in the place of ``WorkerProcess``.

    With the first job that is short, such as looking at a chosen image, a process is started that
    loads what a synthesis needs and waits for one; it ends by itself when nobody comes.
    """

    def __init__(self) -> None:
        self._waiting: subprocess.Popen[bytes] | None = None

    def __call__(self, job: Job) -> WorkerProcess:
        """The worker for a job; its ``start`` is still to be called."""
        if not isinstance(job, SynthesizeJob):
            self.prepare()
            return WorkerProcess(job)
        waiting, self._waiting = self._waiting, None
        return WorkerProcess(job, waiting=waiting)

    def prepare(self) -> None:
        """Have a process that waits. Returns at once; without one the next job starts as ever."""
        if self._waiting is None or self._waiting.poll() is not None:
            with contextlib.suppress(OSError):
                self._waiting = launched(this_python(), {})

    @property
    def waiting(self) -> int | None:
        """Number of the process that waits, or None."""
        return None if self._waiting is None else self._waiting.pid

    def close(self) -> None:
        """End the process that waits."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            with waiting:
                waiting.kill()
