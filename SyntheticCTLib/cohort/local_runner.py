"""Cases as processes of this machine, as many at a time as were asked for."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from SyntheticCTLib.cohort.carry_out import carry_out
from SyntheticCTLib.cohort.case_task import CaseRecord, CaseTask
from SyntheticCTLib.cohort.folder import limited
from SyntheticCTLib.cohort.runner import STAGE, Ended, Runner
from SyntheticCTLib.progress import CancelToken, Watch

#: How often progress is told and a stop looked for, s.
_POLL_SECONDS = 0.2

#: Share of the work before what has to be done once more, for the progress bar.
_FIRST_SHARE = 0.98


class LocalRunner(Runner):
    """Processes of this machine.

    Args:
        workers: cases at a time.
        memory_bytes: that one may take; None for no limit.
        cards: names of the GPUs to deal out; none where there is at most one.
    """

    def __init__(
        self, workers: int, memory_bytes: int | None = None, cards: Sequence[str] = ()
    ) -> None:
        self._workers, self._memory_bytes = workers, memory_bytes
        self._cards = list(cards) if len(cards) > 1 else []

    @property
    def words(self) -> str:
        """How many at a time."""
        many = "one case at a time" if self._workers == 1 else f"{self._workers} cases at a time"
        return f"this machine, {many}"

    def work_off(self, tasks: Sequence[CaseTask], ended: Ended, watch: Watch) -> None:
        """See ``Runner``."""
        first = [limited(task, self._memory_bytes) for task in tasks]
        part = watch.part(0.0, _FIRST_SHARE)
        short = self._round(first, ended, part, self._workers, keep_short=True)
        if short:
            whole = None if self._memory_bytes is None else self._memory_bytes * self._workers
            alone = [limited(task, whole) for task in short]
            self._round(alone, ended, watch.part(_FIRST_SHARE, 1.0), 1, keep_short=False)

    def _round(
        self,
        tasks: Sequence[CaseTask],
        ended: Ended,
        watch: Watch,
        workers: int,
        *,
        keep_short: bool,
    ) -> list[CaseTask]:
        """Carry out each once; those that memory was short for come back, if wanted."""
        stop, shares = CancelToken(), dict.fromkeys((task.name for task in tasks), 0.0)
        free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(workers):
            free.put(slot)

        def one(task: CaseTask) -> CaseRecord:
            stop.raise_if_cancelled()
            slot = free.get()
            try:
                return carry_out(
                    task,
                    progress=lambda share: shares.__setitem__(task.name, share),
                    stopped=lambda: stop.cancelled,
                    environment=self._card(slot),
                )
            finally:
                free.put(slot)

        short: list[CaseTask] = []
        with ThreadPoolExecutor(workers) as pool:
            waiting: dict[Future[CaseRecord], CaseTask] = {pool.submit(one, t): t for t in tasks}
            try:
                while waiting:
                    done, _ = wait(waiting, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
                    for future in done:
                        task = waiting.pop(future)
                        shares[task.name] = 1.0
                        record = future.result()
                        if record.short_of_memory and keep_short:
                            short.append(task)
                        else:
                            ended(task, record)
                    watch.report(STAGE, sum(shares.values()) / len(shares))
            except BaseException:
                stop.cancel()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return short

    def _card(self, slot: int) -> dict[str, str]:
        if not self._cards:
            return {}
        return {"CUDA_VISIBLE_DEVICES": self._cards[slot % len(self._cards)]}
