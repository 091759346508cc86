"""``synthetic-ct compare``: a synthetic CT against the real one, with surfaces and report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from SyntheticCTLib.cli.answers import answer_lines
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.cli.pages import evaluation_page
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.job import JobResult

if TYPE_CHECKING:
    from SyntheticCTLib.comparison.compare import Comparison


@job_command(
    CompareJob,
    summary="report how far a synthetic CT is from the real CT, bone surface included",
    description="Register if asked, compare values and bone surfaces, and write a report, the "
    "surfaces with their distances, the difference map and every figure into a folder.",
    answers=True,
)
def command(job: CompareJob, done: JobResult) -> Shown:
    """Compare, show the figures."""
    written = {"files": done.files, **done.result.to_dict()}
    return Shown(written, _page(done.result, done.files), done.result.document.verdict)


def _page(found: Comparison, files: dict[str, Path]) -> str:
    return "\n".join(
        [
            *answer_lines(found.document.verdict, found.document.registration, found.surface),
            "",
            evaluation_page(found.evaluation),
            "",
            f"Report: {files['report.html']}",
            "Not for clinical use.",
        ]
    )
