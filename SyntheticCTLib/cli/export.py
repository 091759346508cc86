"""``synthetic-ct export``: the weights of a training run as a model folder."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.export import ExportJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    ExportJob,
    summary="write the weights of a training run as a model folder",
    description="Write the averaged weights of a run, with all that the catalogue needs, as a "
    "model folder. Put it into Resources/models, or name it in SYNTHETICCT_MODELS.",
)
def command(job: ExportJob, done: JobResult) -> Shown:
    """Export, and say what was written."""
    info = done.result
    size = sum(file.bytes for file in info.weights)
    result = {"id": info.id, "sha256": info.sha256, "bytes": size, "weights": info.weights}
    return Shown(result, f"Wrote {job.output}: {size:,} bytes of weights")
