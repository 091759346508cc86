"""One case in a process of its own: its folder appears with everything in it, or not at all."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from SyntheticCTLib.cohort.case_task import CaseRecord, CaseTask, Outcome
from SyntheticCTLib.cohort.fetching import with_fetched_files
from SyntheticCTLib.cohort.folder import CASE_RECORD, case_folder, failure_path, read_case_record
from SyntheticCTLib.errors import Cancelled, SyntheticCTError, sentence_of
from SyntheticCTLib.files.atomic import remove_leftovers, settle, temporary_path
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.jobs.case import CaseJob
from SyntheticCTLib.jobs.job_files import job_from_json
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

_NOTHING: Mapping[str, str] = MappingProxyType({})


def carry_out(
    task: CaseTask,
    *,
    progress: Callable[[float], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
    environment: Mapping[str, str] = _NOTHING,
) -> CaseRecord:
    """Carry out one case, and write its folder, or why there is none.

    Args:
        task: the case.
        progress: told the share that is done.
        stopped: asked ten times a second whether to stop.
        environment: variables of its process, for example which GPU it sees.

    Raises:
        Cancelled: it was to stop; nothing was written.
        OSError: the study's folder cannot be written.
    """
    study, started = Path(task.study), time.monotonic()
    target = case_folder(study, task.name)
    target.parent.mkdir(exist_ok=True)
    remove_leftovers(target.parent)
    holder = temporary_path(target)
    holder.mkdir()
    try:
        ending = _ending(task, holder, progress, stopped, environment)
        record = _record(task, ending, time.monotonic() - started)
        if record.outcome == "done":
            _put(holder / task.name, record, target, holder)
            failure_path(study, task.name).unlink(missing_ok=True)
        else:
            failure_path(study, task.name).parent.mkdir(exist_ok=True)
            write_json(record, failure_path(study, task.name))
            # What was there was made of other images, or by other choices.
            shutil.rmtree(target, ignore_errors=True)
        return record
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def _ending(
    task: CaseTask,
    holder: Path,
    progress: Callable[[float], None],
    stopped: Callable[[], bool],
    environment: Mapping[str, str],
) -> Ending:
    try:
        job = job_from_json(task.job)
        assert isinstance(job, CaseJob)
        job = with_fetched_files(replace(job, output=str(holder / task.name)), holder)
    except (SyntheticCTError, OSError) as error:
        return Ending("refused", sentence_of(error), {})
    worker = WorkerProcess(
        job,
        environment={**_threads(task.threads), **environment},
        memory_bytes=task.memory_bytes,
    )
    worker.start()
    try:
        while (ending := worker.wait(_POLL_SECONDS)) is None:
            for told in worker.new_progress():
                progress(told.fraction)
            if stopped():
                worker.cancel()
    finally:
        worker.close()
    if ending.outcome == "cancelled":
        raise Cancelled("Cancelled: nothing was written.")
    return ending


def _threads(count: int) -> dict[str, str]:
    """What keeps every library of a process to so many threads."""
    return dict.fromkeys(_THREAD_VARIABLES, str(count))


def _record(task: CaseTask, ending: Ending, seconds: float) -> CaseRecord:
    before = read_case_record(Path(task.study), task.name)
    same = before is not None and before.fingerprint == task.fingerprint
    outcomes: dict[str, Outcome] = {"done": "done", "refused": "refused"}
    return CaseRecord(
        id=task.id,
        outcome=outcomes.get(ending.outcome, "fault"),
        sentence=ending.sentence,
        fingerprint=task.fingerprint,
        short_of_memory=ending.short_of_memory,
        attempts=1 + (before.attempts if before is not None and same else 0),
        seconds=round(seconds, 1),
        peak_bytes=ending.peak_bytes,
        machine=socket.gethostname(),
        ended=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _put(made: Path, record: CaseRecord, target: Path, holder: Path) -> None:
    """Give a case's folder its place, with its record in it."""
    write_json(record, made / CASE_RECORD)
    for path in made.rglob("*"):
        settle(path)
    if target.exists():
        target.rename(holder / "before")
    made.rename(target)
    settle(target.parent)
