"""A case as a task that any machine can carry out, and the record of how that went."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from SyntheticCTLib.cohort.case_inputs import CaseInputs, is_address
from SyntheticCTLib.cohort.study import Study
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.jobs.case import CaseJob
from SyntheticCTLib.jobs.job_files import job_to_json

Outcome = Literal["done", "refused", "fault"]


@dataclass(frozen=True)
class CaseTask(Record):
    """One case to be carried out.

    Attributes:
        id: the case's.
        name: of its folder.
        study: the study's folder, absolute.
        job: a ``CaseJob`` as the text of its file; its output is decided where it is carried out.
        fingerprint: of all that its figures depend on.
        threads: of the processor.
        memory_bytes: that it may take; None for no limit.
    """

    id: str
    name: str
    study: str
    job: str
    fingerprint: str
    threads: int
    memory_bytes: int | None = None


@dataclass(frozen=True)
class CaseRecord(Record):
    """How a case went, the last time that it was tried.

    Attributes:
        id: the case's.
        outcome: "done", "refused" (its images cannot be used) or "fault" (of this program).
        sentence: why; "" when done.
        fingerprint: of the task.
        short_of_memory: that was what it failed for.
        attempts: how often it was tried with this fingerprint.
        seconds: that the last attempt took.
        peak_bytes: of memory that it used; None where nobody tells.
        machine: its name.
        ended: when, ISO 8601 in UTC.
    """

    FORMAT: ClassVar[int | None] = 1

    id: str
    outcome: Outcome
    sentence: str
    fingerprint: str
    short_of_memory: bool
    attempts: int
    seconds: float
    peak_bytes: int | None
    machine: str
    ended: str


def task_of(case: CaseInputs, study: Study, folder: Path, weights: str) -> CaseTask:
    """The task of a case.

    Args:
        case: whose files are there.
        study: how it is done.
        folder: the study's.
        weights: SHA-256 of the model's weights.
    """
    how = study.how
    if case.transform is not None:
        how = replace(how, registration=case.transform)
    job = CaseJob(
        mr=case.mr,
        ct=case.ct,
        output="case",
        how=how,
        mr_landmarks=case.mr_landmarks,
        ct_landmarks=case.ct_landmarks,
        roi=case.mask,
        title=case.id,
    )
    text = job_to_json(job)
    files = {what: _state(path) for what, path in case.files.items()}
    known = json.dumps([text, weights, study.threads, files], sort_keys=True)
    fingerprint = hashlib.sha256(known.encode()).hexdigest()
    return CaseTask(
        case.id, case.folder_name, str(folder.absolute()), text, fingerprint, study.threads
    )


def _state(path: str) -> list[Any]:
    """What changes when somebody writes a file, or into a folder of a series."""
    if is_address(path):
        return [path]
    one = Path(path)
    files = sorted(p for p in one.rglob("*") if p.is_file()) if one.is_dir() else [one]
    states = [file.stat() for file in files]
    newest = max((state.st_mtime_ns for state in states), default=0)
    return [len(files), sum(state.st_size for state in states), newest]
