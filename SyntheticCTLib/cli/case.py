"""``synthetic-ct case``: an MR's synthetic CT, its bone to print, and the answer about it."""

from __future__ import annotations

from SyntheticCTLib.cli.case_text import case_data, case_text, case_verdict
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.case import CaseJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    CaseJob,
    summary="from an MR to a synthetic CT, its bone as files, and the answer with a CT",
    description="Make the synthetic CT of an MR, write its bone in the formats asked for, "
    "checked for print, and with a real CT of the patient compare the two: everything in one "
    "folder, with a page, index.html, that says what is there.",
    answers=True,
)
def command(job: CaseJob, done: JobResult) -> Shown:
    """Carry the case out, show the answer first."""
    data, text = case_data(done.result, done.files), case_text(done.result, done.files)
    return Shown(data, text, case_verdict(done.result))
