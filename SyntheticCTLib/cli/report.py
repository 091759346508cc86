"""``synthetic-ct report``: the HTML report of a comparison, made again from the files it saved."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.report import ReportJob


@job_command(
    ReportJob,
    summary="make the report of a comparison again",
    description="Make the HTML report from the figures and pictures in the folder that "
    "compare wrote. Nothing is measured again.",
)
def command(job: ReportJob, done: JobResult) -> Shown:
    """Make the report, show where it is."""
    told = "\n".join(f"Wrote {written}" for written in done.files.values())
    return Shown(done.files, told)
