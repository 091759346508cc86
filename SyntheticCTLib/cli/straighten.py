"""``synthetic-ct straighten``: a tilted or uneven DICOM series on a grid of right angles."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.image.volume import WARNINGS_KEY
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.straighten import StraightenJob


@job_command(
    StraightenJob,
    summary="resample a DICOM series with a tilted gantry or uneven slices",
    description="A series whose slices make no grid (tilted gantry, gaps of several sizes) as an "
    "image of right angles and even steps. It is no longer the scan itself, which is said.",
)
def command(job: StraightenJob, done: JobResult) -> Shown:
    """Straighten, say what was done."""
    said = list(done.result.metadata[WARNINGS_KEY])
    result = {"output": job.output, "warnings": said, "spacing_mm": list(done.result.spacing)}
    return Shown(result, "\n".join([f"Wrote {job.output}.", *said]))
