"""Work as tasks of a Dask cluster that runs already: one at a time a worker thread.

Every worker carries a task out as this machine would, in a process of its own, and writes into the
folder of all, which it has to see under the same path. A worker that dies takes its task with it;
the scheduler gives that to another one.
"""

from __future__ import annotations

import importlib
import secrets
import time
from collections.abc import Sequence
from typing import Any

from SyntheticCTLib.cohort.engine import Control, Engine, GivenUp, Tasks, Work
from SyntheticCTLib.errors import Cancelled, ResourceError
from SyntheticCTLib.progress import Watch

#: How long a scheduler may take to answer, s.
_PATIENCE_SECONDS = 20

#: How often a worker asks whether to stop, and progress is told, s.
_POLL_SECONDS = 1.0

#: How often a task is given to another worker after one died on it.
_RETRIES = 3


class DaskEngine(Engine):
    """The cluster of a scheduler.

    Args:
        address: of the scheduler, ``tcp://HOST:PORT``.

    Raises:
        ResourceError: Dask is not installed, or nobody answers.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        try:
            self._distributed: Any = importlib.import_module("distributed")
        except ImportError as error:
            raise ResourceError("--dask needs Dask: pip install 'synthetic-ct[cohort]'.") from error
        self._workers = self._count()

    def _count(self) -> int:
        try:
            with self._client() as client:
                return len(client.scheduler_info(n_workers=-1)["workers"])
        except (OSError, ValueError) as error:
            raise ResourceError(
                f"No Dask scheduler answers at {self._address} ({error}): start one."
            ) from error

    def _client(self) -> Any:
        return self._distributed.Client(
            self._address, timeout=_PATIENCE_SECONDS, set_as_default=False
        )

    def words(self, what: str) -> str:
        """Where, and how many workers there are now."""
        return f"the Dask cluster at {self._address} ({self._workers} workers now, a {what} each)"

    def alone_memory(self, memory_bytes: int | None) -> int | None:
        """No limit: its worker's machine is then the task's."""
        return None

    def each(self, tasks: Tasks, watch: Watch, *, alone: bool = False) -> None:
        """See ``Engine``."""
        every = range(len(tasks.given))
        with self._client() as client:
            for positions in [[n] for n in every] if alone else [every]:
                self._round(client, tasks, positions, watch)

    def _round(self, client: Any, tasks: Tasks, positions: Sequence[int], watch: Watch) -> None:
        stop = self._distributed.Event(f"stop-{secrets.token_hex(4)}", client=client)
        waiting = {
            client.submit(
                work_on_worker,
                tasks.work,
                tasks.given[position][1],
                stop.name,
                key=f"{tasks.given[position][0]}-{secrets.token_hex(4)}",
                retries=_RETRIES,
                pure=False,
            ): position
            for position in positions
        }
        try:
            while waiting:
                for future in [future for future in waiting if future.done()]:
                    position = waiting.pop(future)
                    found = _result(future)
                    future.release()  # or a worker that dies with it has the task done again
                    tasks.ended(position, found)
                watch.report(tasks.stage, (positions[-1] + 1 - len(waiting)) / len(tasks.given))
                time.sleep(_POLL_SECONDS / 5)
        except BaseException:
            stop.set()
            client.cancel(list(waiting))
            raise


def _result(future: Any) -> dict[str, Any] | GivenUp:
    """What a worker gave back; given up where every one that had the task died."""
    error = future.exception()
    if isinstance(error, Cancelled):
        raise error
    if error is not None:
        return GivenUp(f"The cluster gave it up: {error}")
    result: dict[str, Any] = future.result()
    return result


def work_on_worker(work: Work, task: dict[str, Any], stop: str) -> dict[str, Any]:
    """On a worker: carry out a task.

    Args:
        work: what is done with it.
        task: what that is given.
        stop: name of the event that asks for an end.

    Raises:
        OSError: the folder cannot be written: it is not shared with this machine.
    """
    distributed: Any = importlib.import_module("distributed")
    event, asked_at, set_already = distributed.Event(stop), 0.0, False

    def stopped() -> bool:
        nonlocal asked_at, set_already
        if time.monotonic() - asked_at >= _POLL_SECONDS:
            asked_at, set_already = time.monotonic(), event.is_set()
        return set_already

    return work(task, Control(stopped=stopped))
