"""The job ``cohort``: every case of a study, skipping what is done, and its tables and page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.cohort.case_inputs import CaseInputs
from SyntheticCTLib.cohort.case_runner import CaseRunner
from SyntheticCTLib.cohort.case_table import write_case_table
from SyntheticCTLib.cohort.dask_engine import DaskEngine
from SyntheticCTLib.cohort.find_cases import find_cases
from SyntheticCTLib.cohort.folder import (
    CASES_TABLE,
    LINKS,
    STUDY,
    PlannedCase,
    planned,
)
from SyntheticCTLib.cohort.local_engine import LocalEngine
from SyntheticCTLib.cohort.machine import gpus, largest_image, needed_memory, worker_count
from SyntheticCTLib.cohort.options import RunnerOptions
from SyntheticCTLib.cohort.reading import stored_cases
from SyntheticCTLib.cohort.study import Study, check_same, read_study, write_study
from SyntheticCTLib.cohort.working_off import work_off
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.locks import only_one_in
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch


@dataclass(frozen=True, eq=False)
class CohortRun:
    """What came of a run over a study.

    Attributes:
        study: its choices.
        runner: on what it ran, in words.
        cases: each, with what comes next for it now.
    """

    study: Study
    runner: str
    cases: list[PlannedCase]


@holds_options
class CohortJob(Job):
    """Carry out the command ``case`` for every patient of a study, and put the figures together."""

    name: ClassVar[str] = "cohort"

    study: Study = field(default_factory=Study)
    output: str = written(
        "the study's folder, made if missing; given again, the study goes on",
        default="study",
        metavar="STUDY",
    )
    runner: RunnerOptions = field(default_factory=RunnerOptions)
    dry_run: bool = option("show what would be done, and do nothing", default=False)

    def check(self) -> None:
        """Refuse what no case could be done with, and a folder that could not be written."""
        folder = Path(self.output)
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder} is a file: choose a folder for the study.")
        if folder.is_dir() and not (folder / STUDY).is_file():
            others = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
            if others and others != [LINKS]:
                raise InputError(
                    f"{folder} holds {others[0]} and no {STUDY}: choose a folder for the study."
                )
        self.study.check()
        super().check()

    def run(self, watch: Watch) -> JobResult:
        """Find the cases, carry out those that are not done, write tables and page."""
        from SyntheticCTLib.cohort.pages.page import write_study_report  # loads VTK

        folder, study = Path(self.output), self.study.settled()
        if (folder / STUDY).is_file():
            check_same(read_study(folder / STUDY), study, folder)
        with only_one_in(folder, "run of the study"):
            watch.report("finding the cases", 0.0)
            cases = self._cases(folder, study)
            plan = planned(folder, study, cases, again=self.runner.again)
            runner = self._runner(plan, study)
            if self.dry_run:
                return JobResult({}, CohortRun(study, runner.words, plan))
            source = study.source or str((folder / CASES_TABLE).absolute())
            write_study(replace(study, source=source), folder / STUDY)
            write_case_table(cases, folder / CASES_TABLE)
            work_off(runner, plan, watch.part(0.0, 0.98))
            plan = planned(folder, study, cases)
            watch.report("writing tables and page", 0.98)
            files = {STUDY: folder / STUDY, CASES_TABLE: folder / CASES_TABLE}
            files |= write_study_report(folder, study, plan)
            return JobResult(files, CohortRun(study, runner.words, plan))

    def _cases(self, folder: Path, study: Study) -> list[CaseInputs]:
        """Those of the source; without one, those that the study has."""
        if study.source:
            return find_cases(study.source, study.find, folder / LINKS)
        return stored_cases(folder)

    def _runner(self, plan: Sequence[PlannedCase], study: Study) -> CaseRunner:
        limit = None if self.runner.memory_gib is None else int(self.runner.memory_gib * 2**30)
        if self.runner.dask is not None:
            return CaseRunner(DaskEngine(self.runner.dask), limit)
        paths = [case.inputs.mr for case in plan if case.next == "do"]
        device, given = study.how.synthesis.device, self.runner
        count = worker_count(given, needed_memory(largest_image(paths)), study.threads, device)
        cards = gpus() if device in ("auto", "cuda") else []
        return CaseRunner(LocalEngine(count, cards), limit)
