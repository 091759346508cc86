"""Work as processes of this machine, as many at a time as were asked for."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from SyntheticCTLib.cohort.engine import Control, Engine, Tasks
from SyntheticCTLib.progress import CancelToken, Watch

#: How often progress is told and a stop looked for, s.
_POLL_SECONDS = 0.2


class LocalEngine(Engine):
    """Processes of this machine.

    Args:
        workers: pieces of work at a time.
        cards: names of the GPUs to deal out; none where there is at most one.
    """

    def __init__(self, workers: int, cards: Sequence[str] = ()) -> None:
        self._workers = workers
        self._cards = list(cards) if len(cards) > 1 else []

    def words(self, what: str) -> str:
        """How many at a time."""
        many = f"one {what}" if self._workers == 1 else f"{self._workers} {what}s"
        return f"this machine, {many} at a time"

    def alone_memory(self, memory_bytes: int | None) -> int | None:
        """The share of all."""
        return None if memory_bytes is None else memory_bytes * self._workers

    def each(self, tasks: Tasks, watch: Watch, *, alone: bool = False) -> None:
        """See ``Engine``."""
        workers = 1 if alone else self._workers
        stop, shares = CancelToken(), [0.0] * len(tasks.given)
        free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(workers):
            free.put(slot)

        def one(position: int) -> dict[str, Any]:
            stop.raise_if_cancelled()
            slot = free.get()
            control = Control(
                progress=lambda share: shares.__setitem__(position, share),
                stopped=lambda: stop.cancelled,
                environment=self._card(slot),
            )
            try:
                return tasks.work(tasks.given[position][1], control)
            finally:
                free.put(slot)

        with ThreadPoolExecutor(workers) as pool:
            waiting: dict[Future[dict[str, Any]], int] = {
                pool.submit(one, position): position for position in range(len(tasks.given))
            }
            try:
                while waiting:
                    done, _ = wait(waiting, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
                    for future in done:
                        position = waiting.pop(future)
                        shares[position] = 1.0
                        tasks.ended(position, future.result())
                    watch.report(tasks.stage, sum(shares) / len(shares))
            except BaseException:
                stop.cancel()
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _card(self, slot: int) -> dict[str, str]:
        if not self._cards:
            return {}
        return {"CUDA_VISIBLE_DEVICES": self._cards[slot % len(self._cards)]}
