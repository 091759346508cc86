"""``synthetic-ct simulate-cbct``: a cone-beam CT of a patient whose CT is at hand."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.simulate_cbct import SimulateCbctJob


@job_command(
    SimulateCbctJob,
    summary="simulate a cone-beam CT from a CT",
    description="Scan the patient of a CT with a cone beam: hardening, scatter, noise, rings, "
    "motion, cut field of view, grey values that are off. Written on the CT's grid; every "
    "parameter stands in OUTPUT with the suffix .json.",
)
def command(job: SimulateCbctJob, done: JobResult) -> Shown:
    """Scan, and say with what and how much was seen."""
    scan, place = done.result, done.files["record"]
    share, used = float(scan.field_of_view.array.mean()), scan.parameters
    text = (
        f"Wrote {job.output}: {used.scanner}, {used.views} views on {used.arc_degrees:g} degrees, "
        f"{share:.0%} of the grid seen, by {scan.engine}. Parameters: {place}"
    )
    result = {"output": job.output, "record": place, "seen": share, **scan.record()}
    return Shown(result, text)
