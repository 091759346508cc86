"""A phantom that is drawn for the scene: its worker, and the folder of its files, which goes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.jobs.job import Job
from SyntheticCTLib.jobs.worker_process import WorkerProcess
from SyntheticCTLib.progress import Progress
from SyntheticCTPanel.exchange import Exchange
from SyntheticCTPanel.failures import failure_in, failure_of

#: The files that a phantom's job names.
_KEYS = ("mr", "ct")


class Drawing:
    """One phantom. Its folder is gone when it was read, has failed or was stopped.

    Args:
        exchange: makes the folder.
        job_in: the job that draws into a folder.

    Attributes:
        failure: why nothing was drawn; "" while that is not so.

    Raises:
        ResourceError: the folder cannot be made, or there is no Python for the worker.
        OSError: the worker cannot be started.
    """

    def __init__(self, exchange: Exchange, job_in: Callable[[Path], Job]) -> None:
        self.failure = ""
        self._exchange = exchange
        with exchange.begun() as self._folder:
            self._worker = WorkerProcess(job_in(self._folder))
            self._worker.start()

    @property
    def ended(self) -> bool:
        """Whether the worker draws no more."""
        return self._worker.ending is not None

    def new_progress(self) -> list[Progress]:
        """What was reported since the last call, oldest first."""
        return self._worker.new_progress()

    def read(self) -> tuple[Volume, ...]:
        """MR and CT, once it has ended; none, and ``failure``, where nothing came of it."""
        from SyntheticCTLib.files.volumes import read_volume

        ending = self._worker.ending
        assert ending is not None
        try:
            if ending.outcome != "done":
                self.failure = failure_in(ending.sentence)
                return ()
            return tuple(read_volume(ending.files[key]) for key in _KEYS)
        except Exception as error:  # a timer's call: nobody above would tell it
            self.failure = failure_of(error)
            return ()
        finally:
            self._exchange.remove(self._folder)

    def stop(self) -> None:
        """Nobody wants it any more. Returns at once; the folder goes when the worker has ended."""
        self._worker.cancel()
        threading.Thread(target=self.close).start()

    def close(self) -> None:
        """Stop and wait, about a second, until nothing of it is left."""
        self._worker.close()
        self._exchange.remove(self._folder)
