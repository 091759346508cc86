"""A study's folder: its names, what is done in it, and what is left to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from SyntheticCTLib.cohort.case_inputs import CaseInputs, missing_file
from SyntheticCTLib.cohort.case_task import CaseRecord, CaseTask, task_of
from SyntheticCTLib.cohort.study import Study
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.plain_json import read_record
from SyntheticCTLib.models.catalogue import find_model_folder
from SyntheticCTLib.models.info import read_info

#: What a study's folder holds.
STUDY, CASES_TABLE = "study.toml", "cases.csv"
CASES, FAILURES, LINKS = "cases", "failures", "dicom"

#: In the folder of each case: how it went.
CASE_RECORD = "case.json"

Next = Literal["do", "done", "failed", "cannot"]


@dataclass(frozen=True)
class PlannedCase:
    """A case of a study and what comes next for it.

    Attributes:
        inputs: its files.
        next: "do" it; it is "done", or "failed" and not tried again; or it "cannot" be done.
        why: in words, for the listing.
        task: to carry out; None where nothing can be.
        record: of the last attempt; None before one.
    """

    inputs: CaseInputs
    next: Next
    why: str
    task: CaseTask | None = None
    record: CaseRecord | None = None


def case_folder(study: Path, name: str) -> Path:
    """Where the results of a case lie."""
    return study / CASES / name


def failure_path(study: Path, name: str) -> Path:
    """Where it stands why a case has no results."""
    return study / FAILURES / f"{name}.json"


def read_case_record(study: Path, name: str) -> CaseRecord | None:
    """How a case went the last time; None if nobody tried, or the file is damaged."""
    for path in (case_folder(study, name) / CASE_RECORD, failure_path(study, name)):
        if path.is_file():
            try:
                return read_record(CaseRecord, path, "it is tried again")
            except InputError:
                return None
    return None


def planned(
    folder: Path, study: Study, cases: Sequence[CaseInputs], *, again: bool = False
) -> list[PlannedCase]:
    """What is done, and what is left.

    Args:
        folder: the study's.
        study: how its cases are done.
        cases: all of them.
        again: try also what was refused or failed before.

    Raises:
        ModelError: there is no such model.
    """
    weights = " ".join(one.sha256 for one in read_info(find_model_folder(study.how.model)).weights)
    return [_planned(case, folder, study, weights, again=again) for case in cases]


def _planned(
    case: CaseInputs, folder: Path, study: Study, weights: str, *, again: bool
) -> PlannedCase:
    if problem := case.problem or missing_file(case):
        return PlannedCase(case, "cannot", problem)
    task = task_of(case, study, folder, weights)
    record = read_case_record(folder, case.folder_name)
    if record is None:
        return PlannedCase(case, "do", "", task)
    if record.fingerprint != task.fingerprint:
        return PlannedCase(case, "do", "its images have changed since", task)
    if record.outcome == "done":
        return PlannedCase(case, "done", "", task, record)
    if record.short_of_memory:
        return PlannedCase(case, "do", "memory ran out before", task, record)
    if again:
        return PlannedCase(case, "do", f"again; before: {record.sentence}", task, record)
    return PlannedCase(case, "failed", record.sentence, task, record)


def limited(task: CaseTask, memory_bytes: int | None) -> CaseTask:
    """The task with another limit of memory."""
    return replace(task, memory_bytes=memory_bytes)
