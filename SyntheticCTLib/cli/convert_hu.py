"""``synthetic-ct convert-hu``: HU as density, sound speed or another quantity, by your table."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.convert_hu import ConvertHUJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    ConvertHUJob,
    summary="write HU as density, sound speed or another quantity, by your own table",
    description="A CT or synthetic CT as an image of another quantity on the same grid, by a "
    "table of yours: HU and the quantity at them.",
)
def command(job: ConvertHUJob, done: JobResult) -> Shown:
    """Convert, show the range."""
    low, high = (float(end) for end in (done.result.array.min(), done.result.array.max()))
    result = {"output": job.output, "quantity": job.quantity, "range": [low, high]}
    text = f"Wrote {job.output}: {job.quantity} from {low:g} to {high:g}"
    return Shown(result, text)
