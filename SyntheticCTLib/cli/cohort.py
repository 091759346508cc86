"""``synthetic-ct cohort``: the command case for every patient of a study, and their figures."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import add_job_parser, given_options
from SyntheticCTLib.cohort.job import CohortJob
from SyntheticCTLib.errors import NoAnswerError

if TYPE_CHECKING:
    from SyntheticCTLib.cohort.folder import PlannedCase
    from SyntheticCTLib.cohort.job import CohortRun

_WORDS = {"do": "to do", "done": "done", "failed": "failed", "cannot": "cannot be done"}


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = add_job_parser(
        subparsers,
        CohortJob,
        summary="all patients of a study: synthetic CT, comparison, surfaces, tables, one page",
        description="Find the cases in a table, a folder or a DICOM root, carry out the command "
        "case for each, several at a time, and put their figures together. What is done is "
        "skipped, what fails is told and passed over; stopped at any moment, the same command "
        "goes on. Every choice is stored in STUDY/study.toml.",
    )
    parser.add_argument(
        "--choices",
        type=Path,
        metavar="FILE.toml",
        help="take the choices of this file, as of another study's study.toml; options beside it "
        "come first",
    )


def run(arguments: argparse.Namespace) -> int:
    """Work off the study, one line a case."""
    from SyntheticCTLib.cohort.folder import STUDY
    from SyntheticCTLib.cohort.study import read_choices
    from SyntheticCTLib.jobs.job import run_job
    from SyntheticCTLib.options import built

    given = given_options(arguments, CohortJob)
    stored = Path(given.get("output", "study")) / STUDY
    before: dict[str, Any] = {}
    for file in (stored, arguments.choices):
        if file is not None and (file != stored or file.is_file()):
            before |= read_choices(file)
    if stored.is_file() and "source" not in given:
        before.pop("source", None)  # the cases that it has
    job = built(CohortJob, before | given)
    with console.working(arguments) as watch:
        done = run_job(job, watch if arguments.quiet else console.with_lines(watch))
    result: CohortRun = done.result
    console.write_result(
        arguments,
        {"files": done.files, "runner": result.runner, "cases": result.cases},
        listing(result) if job.dry_run else ending(result, done.files),
    )
    if job.dry_run or any(case.next == "done" for case in result.cases):
        return 0
    raise NoAnswerError(
        f"None of the {len(result.cases)} cases could be done: {done.files['failures.csv']} says "
        "why of each."
    )


def listing(found: CohortRun) -> str:
    """What will be done to whom, and with which choices."""
    from SyntheticCTLib.options import values_of

    rows = [_row(case) for case in found.cases]
    groups = list(dict.fromkeys(name for case in found.cases for name in case.inputs.groups))
    head = ["case", "next", "MR", "CT", "further", *groups]
    cells = [
        [*row, *(case.inputs.groups.get(name, "") for name in groups)]
        for row, case in zip(rows, found.cases, strict=True)
    ]
    choices = values_of(found.study.how).items()
    how = ", ".join(f"{name}={value!r}" for name, value in choices if value is not None)
    said = [f"{case.inputs.id}: {case.why}" for case in found.cases if case.why]
    return "\n".join(
        [console.table(cells, header=head), "", *said, summary(found), f"Each case: {how}"]
    )


def _row(case: PlannedCase) -> list[str]:
    inputs = case.inputs
    rest = [name for name in inputs.files if name not in ("mr", "ct")]
    names = [Path(path).name if path else "-" for path in (inputs.mr, inputs.ct)]
    return [inputs.id, _WORDS[case.next], *names, " ".join(rest) or "-"]


def summary(found: CohortRun) -> str:
    """How many are done, failed or left, and why."""
    counts: Counter[str] = Counter(case.next for case in found.cases)
    parts = [f"{counts[name]} {words}" for name, words in _WORDS.items() if counts[name]]
    return f"{len(found.cases)} cases on {found.runner}: {', '.join(parts)}."


def ending(found: CohortRun, files: dict[str, Path]) -> str:
    """The same, and where to look."""
    return f"{summary(found)}\nLook at {files['index.html']} first.\nNot for clinical use."
