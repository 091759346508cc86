"""The patients of a study with their figures, read from the folders of their cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from SyntheticCTLib.cohort.case_inputs import CaseInputs
from SyntheticCTLib.cohort.case_task import CaseRecord
from SyntheticCTLib.cohort.figures.columns import FIGURES
from SyntheticCTLib.cohort.folder import CASES, PlannedCase, case_folder
from SyntheticCTLib.comparison.document import ComparisonDocument
from SyntheticCTLib.comparison.folder import REPORT, read_document
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.names import without_folder
from SyntheticCTLib.files.plain_json import read_record
from SyntheticCTLib.report.case_folder import COMPARISON, PAGE, RECORD
from SyntheticCTLib.synthesis.record import SynthesisRecord


@dataclass(frozen=True, eq=False)
class Patient:
    """One case of a study and what is known of it.

    Attributes:
        inputs: its files and groups.
        record: how it went; None of one that nobody tried.
        problem: why there are no figures, one sentence; "" where there are some.
        synthesis: how its synthetic CT was made; None without one.
        document: of its comparison; None without a CT.
        figures: by the names of ``columns.FIGURES``; None where not defined.
    """

    inputs: CaseInputs
    record: CaseRecord | None
    problem: str = ""
    synthesis: SynthesisRecord | None = None
    document: ComparisonDocument | None = None
    figures: dict[str, float | None] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The case's name."""
        return self.inputs.id

    @property
    def page(self) -> str:
        """Address of its report, from the study's folder; of its case's page without one."""
        name = PAGE if self.document is None else f"{COMPARISON}/{REPORT}"
        return f"{CASES}/{self.inputs.folder_name}/{name}"

    @property
    def answer(self) -> str:
        """Passed, not passed, cannot tell; "" without a comparison."""
        return "" if self.document is None else self.document.verdict.answer

    @property
    def outcome(self) -> str:
        """The answer, or why there is none: "failed" or "no CT"."""
        return self.answer or ("failed" if self.problem else "no CT")


def read_patients(folder: Path, plan: Sequence[PlannedCase]) -> list[Patient]:
    """Every case of a study with what came of it.

    Raises:
        InputError: a result is damaged.
    """
    return [_patient(folder, case) for case in plan]


def _patient(folder: Path, case: PlannedCase) -> Patient:
    if case.next != "done":
        waiting = "Not carried out yet." if case.next == "do" else case.why
        files = map(Path, case.inputs.files.values())
        return Patient(case.inputs, case.record, problem=without_folder(waiting, *files))
    own = case_folder(folder, case.inputs.folder_name)
    made = read_record(SynthesisRecord, own / RECORD, "carry the case out again")
    if not (own / COMPARISON).is_dir():
        return Patient(case.inputs, case.record, synthesis=made)
    document = read_document(own / COMPARISON)
    figures = {column.name: column.value(document) for column in FIGURES}
    return Patient(case.inputs, case.record, "", made, document, figures)


def compared(patients: Sequence[Patient]) -> list[Patient]:
    """Those with a comparison.

    Raises:
        InputError: there are none.
    """
    found = [patient for patient in patients if patient.document is not None]
    if not found:
        raise InputError("No case of the study has been compared with a CT: nothing to judge by.")
    return found


def values(patients: Sequence[Patient], name: str) -> list[float]:
    """A figure of those who have it."""
    found = (patient.figures.get(name) for patient in patients)
    return [value for value in found if value is not None]
