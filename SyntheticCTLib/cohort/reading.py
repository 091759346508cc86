"""A study's folder read again: choices, cases, and what came of them."""

from __future__ import annotations

from pathlib import Path

from SyntheticCTLib.cohort.case_inputs import CaseInputs, checked_cases, missing_file
from SyntheticCTLib.cohort.case_table import read_case_table
from SyntheticCTLib.cohort.folder import (
    CASE_RECORD,
    CASES_TABLE,
    STUDY,
    PlannedCase,
    case_folder,
    read_case_record,
)
from SyntheticCTLib.cohort.study import Study, read_study
from SyntheticCTLib.errors import InputError


def stored_cases(folder: Path) -> list[CaseInputs]:
    """The cases that a study has.

    Raises:
        InputError: there is no study in the folder, or its table is damaged.
    """
    if not (folder / CASES_TABLE).is_file():
        raise InputError(
            f"There is no study in {folder}: begin one with a table, a folder or a DICOM root."
        )
    return checked_cases(read_case_table(folder / CASES_TABLE), str(folder))


def read_results(folder: Path) -> tuple[Study, list[PlannedCase]]:
    """Choices and cases of a study as they were left; images need not be there any more.

    Raises:
        InputError: there is no study in the folder, or its files are damaged.
    """
    cases = stored_cases(folder)
    return read_study(folder / STUDY), [_left(folder, case) for case in cases]


def _left(folder: Path, case: CaseInputs) -> PlannedCase:
    record = read_case_record(folder, case.folder_name)
    if (case_folder(folder, case.folder_name) / CASE_RECORD).is_file():
        return PlannedCase(case, "done", "", record=record)
    if record is not None:
        return PlannedCase(case, "failed", record.sentence, record=record)
    if problem := case.problem or missing_file(case):
        return PlannedCase(case, "cannot", problem)
    return PlannedCase(case, "do", "")
