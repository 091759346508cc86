"""``synthetic-ct commission``: what a site has measured, as a certificate and for later runs."""

from __future__ import annotations

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.cohort.commission_job import CommissionJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.tolerance import percent


@job_command(
    CommissionJob,
    summary="a site's expected accuracy, action levels and certificate from its own study",
    description="From the patients of a study: the accuracy to expect of further ones, action "
    "levels, a certificate page with model, data, date and limits, and commission.json, by "
    "which synthesize, case and cohort warn where inputs or model drift (--commissioned).",
)
def command(job: CommissionJob, done: JobResult) -> Shown:
    """Derive, show."""
    known, files = done.result, done.files
    rows = [
        [one.figure, f"{one.bad} {one.level:.4g}", percent(one.between)] for one in known.levels
    ]
    lines = [
        f"{known.model} {known.version}: {percent(known.lowest_share)} or more of the bone surface "
        f"within {known.tolerance_mm:g} mm for {percent(known.between)} of further patients of "
        f"this kind; half of {len(known.patients)} reached {percent(known.expected_share)}.",
        "",
        console.table(rows, header=["figure", "look where it is", "kept by"]),
        "",
        f"Certificate: {files['certificate.html']}",
        "Not for clinical use.",
    ]
    return Shown({"files": files, "commissioned": known}, "\n".join(lines))
