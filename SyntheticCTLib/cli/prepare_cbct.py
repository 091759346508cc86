"""``synthetic-ct prepare-cbct``: pairs of simulated cone-beam CT and CT for training."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.prepare_cbct import PrepareCbctJob


@job_command(
    PrepareCbctJob,
    summary="simulate cone-beam CTs of a folder of CTs for training",
    description="Scan the patient of every CT with random cone beams and write pairs for "
    "'synthetic-ct train cbct-to-ct'. Started again, it goes on where it was stopped.",
)
def command(job: PrepareCbctJob, done: JobResult) -> Shown:
    """Simulate, and say how many pairs there are."""
    made = done.result
    text = f"{len(made.names)} pairs of {made.sources} CTs in {job.output}."
    return Shown({"pairs": made.names, "output": job.output}, text)
