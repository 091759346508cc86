"""``synthetic-ct head-phantom``: write a simulated head's MR, CT and bone."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.head_phantom import HeadPhantomJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    HeadPhantomJob,
    summary="write a simulated head: MR in a named sequence, CT and bone",
    description="Draw a head, of ellipsoids (no face) or of a label map, and write its MR in "
    "a named sequence, its CT in HU and its bone on one grid.",
)
def command(job: HeadPhantomJob, done: JobResult) -> Shown:
    """Draw the head, show where its files are."""
    phantom, files = done.result, done.files
    result = {
        "files": files,
        "seed": job.options.seed,
        "sequence": job.options.sequence,
        "size": phantom.mr.size,
        "spacing_mm": phantom.mr.spacing,
    }
    return Shown(result, "\n".join(f"Wrote {path}" for path in files.values()))
