"""``synthetic-ct finetune``: go on training a model with one's own pairs."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.cli.pages import validation_page
from SyntheticCTLib.jobs.finetune import FinetuneJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    FinetuneJob,
    summary="go on training a model with your own pairs, as a new model folder",
    description="Train on from a model's weights with pairs that 'synthetic-ct prepare' "
    "aligned, and write a new model folder whose card names its parent.",
)
def command(job: FinetuneJob, done: JobResult) -> Shown:
    """Train on, write the model, and say where it is."""
    info, parent, figures = done.result.info, done.result.parent, done.result.figures
    result = {
        "id": info.id,
        "sha256": info.sha256,
        "parent": parent.id,
        "validation": [entry.to_dict() for entry in figures],
    }
    text = f"Wrote {job.output}: {info.name}, from {parent.id}"
    page = f"{validation_page(figures)}\n\n{text}" if figures else text
    return Shown(result, page)
