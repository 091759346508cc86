"""A job in a process of its own, kept to a number of threads, that stops when it is asked to."""

from __future__ import annotations

from SyntheticCTLib.cohort.engine import Control
from SyntheticCTLib.errors import Cancelled
from SyntheticCTLib.jobs.job import Job
from SyntheticCTLib.jobs.worker_process import Ending, WorkerProcess

#: How often it is asked whether to stop, s.
_POLL_SECONDS = 0.1

#: What keeps PyTorch, NumPy, ITK and VTK to so many threads.
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS",
    "VTK_SMP_MAX_THREADS",
)


def run_in_process(
    job: Job, control: Control, *, threads: int, memory_bytes: int | None = None
) -> Ending:
    """Run a job and wait for its end.

    Args:
        job: what to do.
        control: who asks for a stop, and hears of progress.
        threads: of the processor, of every library.
        memory_bytes: that it may take; None for no limit.

    Raises:
        OSError: no process can be started.
    """
    variables = dict.fromkeys(_THREAD_VARIABLES, str(threads))
    worker = WorkerProcess(
        job, environment={**variables, **control.environment}, memory_bytes=memory_bytes
    )
    worker.start()
    try:
        while (ending := worker.wait(_POLL_SECONDS)) is None:
            for told in worker.new_progress():
                control.progress(told.fraction)
            if control.stopped():
                worker.cancel()
    finally:
        worker.close()
    if ending.outcome == "cancelled":
        raise Cancelled("Cancelled: nothing was written.")
    return ending
