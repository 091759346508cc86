"""Cases as tasks of a Dask cluster that runs already: one case at a time a worker thread.

Every worker carries a case out as this machine would, in a process of its own, and writes into the
study's folder, which it has to see under the same path. A worker that dies takes its case with it;
the scheduler gives that to another one.
"""

from __future__ import annotations

import importlib
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from SyntheticCTLib.cohort.carry_out import carry_out
from SyntheticCTLib.cohort.case_task import CaseRecord, CaseTask
from SyntheticCTLib.cohort.folder import limited, read_case_record
from SyntheticCTLib.cohort.runner import STAGE, Ended, Runner, fault_of
from SyntheticCTLib.errors import Cancelled, ResourceError
from SyntheticCTLib.progress import Watch

#: How long a scheduler may take to answer, s.
_PATIENCE_SECONDS = 20

#: How often a worker asks whether to stop, and progress is told, s.
_POLL_SECONDS = 1.0

#: How often a case is given to another worker after one died on it.
_RETRIES = 3


class DaskRunner(Runner):
    """The cluster of a scheduler.

    Args:
        address: of the scheduler, ``tcp://HOST:PORT``.
        memory_bytes: that one case may take; None for no limit.

    Raises:
        ResourceError: Dask is not installed, or nobody answers.
    """

    def __init__(self, address: str, memory_bytes: int | None = None) -> None:
        self._memory_bytes, self._address = memory_bytes, address
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

    @property
    def words(self) -> str:
        """Where, and how many workers there are now."""
        return f"the Dask cluster at {self._address} ({self._workers} workers now)"

    def work_off(self, tasks: Sequence[CaseTask], ended: Ended, watch: Watch) -> None:
        """See ``Runner``."""
        with self._client() as client:
            short = self._round(client, tasks, ended, watch, self._memory_bytes, last=False)
            for task in short:  # one after the other: the worker's machine is theirs alone
                self._round(client, [task], ended, watch.quiet, None, last=True)

    def _round(
        self,
        client: Any,
        tasks: Sequence[CaseTask],
        ended: Ended,
        watch: Watch,
        memory_bytes: int | None,
        *,
        last: bool,
    ) -> list[CaseTask]:
        """Carry out each once; those that memory was short for come back, unless it is the last."""
        stop = self._distributed.Event(f"stop-{secrets.token_hex(4)}", client=client)
        waiting = {
            client.submit(
                carry_out_on_worker,
                limited(task, memory_bytes).to_dict(),
                stop.name,
                key=f"case-{task.name}-{secrets.token_hex(4)}",
                retries=_RETRIES,
                pure=False,
            ): task
            for task in tasks
        }
        short: list[CaseTask] = []
        try:
            while waiting:
                for future in [future for future in waiting if future.done()]:
                    task = waiting.pop(future)
                    record = _record(task, future)
                    future.release()  # or a worker that dies with it has the case done again
                    if record.short_of_memory and not last:
                        short.append(task)
                    else:
                        ended(task, record)
                watch.report(STAGE, 1 - len(waiting) / len(tasks))
                time.sleep(_POLL_SECONDS / 5)
        except BaseException:
            stop.set()
            client.cancel(list(waiting))
            raise
        return short


def _record(task: CaseTask, future: Any) -> CaseRecord:
    """What a worker gave back; a fault where every one that had the case died."""
    error = future.exception()
    if isinstance(error, Cancelled):
        raise error
    if error is not None:
        return fault_of(task, f"The cluster gave it up: {error}")
    return CaseRecord.from_dict(future.result())


def carry_out_on_worker(task: dict[str, Any], stop: str) -> dict[str, Any]:
    """On a worker: carry out a case.

    Args:
        task: a ``CaseTask`` as a dictionary.
        stop: name of the event that asks for an end.

    Raises:
        Cancelled: it was to stop.
        OSError: the study's folder cannot be written: it is not shared with this machine.
    """
    known = CaseTask.from_dict(task)
    before = read_case_record(Path(known.study), known.name)
    if before is not None and before.outcome == "done" and before.fingerprint == known.fingerprint:
        return before.to_dict()  # by a worker that died before it could say so
    distributed: Any = importlib.import_module("distributed")
    event, asked_at, set_already = distributed.Event(stop), 0.0, False

    def stopped() -> bool:
        nonlocal asked_at, set_already
        if time.monotonic() - asked_at >= _POLL_SECONDS:
            asked_at, set_already = time.monotonic(), event.is_set()
        return set_already

    return carry_out(known, stopped=stopped).to_dict()
