"""One case in a process of its own: its folder appears with everything in it, or not at all."""

from __future__ import annotations

import json
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from SyntheticCTLib.cohort.case_task import CaseRecord, CaseTask, Outcome
from SyntheticCTLib.cohort.engine import Control
from SyntheticCTLib.cohort.fetching import with_fetched_files
from SyntheticCTLib.cohort.folder import CASE_RECORD, case_folder, failure_path, read_case_record
from SyntheticCTLib.cohort.job_process import run_in_process
from SyntheticCTLib.errors import SyntheticCTError, sentence_of
from SyntheticCTLib.files.atomic import remove_leftovers, settle, temporary_path
from SyntheticCTLib.files.folders import exchanged_at_once
from SyntheticCTLib.files.names import without_folder
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.jobs.case import CaseJob
from SyntheticCTLib.jobs.job_files import job_from_json
from SyntheticCTLib.jobs.worker_process import Ending

#: The name in the temporary folder of the results that were there before; no case's folder has it.
_BEFORE = ".before"


def carry_out(task: CaseTask, control: Control) -> CaseRecord:
    """Carry out one case, and write its folder, or why there is none.

    Args:
        task: the case.
        control: who asks for a stop, and hears of progress.

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
        ending = _ending(task, holder, control)
        sentence = without_folder(ending.sentence, *map(Path, _texts(task)), holder / task.name)
        record = _record(task, replace(ending, sentence=sentence), time.monotonic() - started)
        if record.outcome == "done":
            _put(holder / task.name, record, target, holder)
            failure_path(study, task.name).unlink(missing_ok=True)
        else:
            failure_path(study, task.name).parent.mkdir(exist_ok=True)
            write_json(record, failure_path(study, task.name))
            if target.exists():
                # It was made of other images, or by other choices; it goes in one step.
                target.rename(holder / _BEFORE)
        return record
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def _ending(task: CaseTask, holder: Path, control: Control) -> Ending:
    try:
        job = job_from_json(task.job)
        assert isinstance(job, CaseJob)
        job = with_fetched_files(replace(job, output=str(holder / task.name)), holder)
    except (SyntheticCTError, OSError) as error:
        return Ending("refused", sentence_of(error), {})
    return run_in_process(job, control, threads=task.threads, memory_bytes=task.memory_bytes)


def _texts(task: CaseTask) -> Iterator[str]:
    """Every text of a task's job; what is a file's name is among them."""
    job: dict[str, Any] = json.loads(task.job)
    return (value for value in job.values() if isinstance(value, str) and value)


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
    if not (target.exists() and exchanged_at_once(made, target)):
        if target.exists():
            target.rename(holder / _BEFORE)
        made.rename(target)
    settle(target.parent)
