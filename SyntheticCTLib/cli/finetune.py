"""``synthetic-ct finetune``: go on training a model with one's own pairs."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.cli.pages import validation_page
from SyntheticCTLib.jobs.finetune import FinetuneJob

add_parser = job_parser(
    FinetuneJob,
    summary="go on training a model with your own pairs, as a new model folder",
    description="Train on from a model's weights with pairs that 'synthetic-ct prepare' "
    "aligned, and write a new model folder whose card names its parent.",
)


def run(arguments: argparse.Namespace) -> int:
    """Train on, write the model, and say where it is."""
    job, done = carry_out(arguments, FinetuneJob)
    info, parent, figures = done.result.info, done.result.parent, done.result.figures
    result = {
        "id": info.id,
        "sha256": info.sha256,
        "parent": parent.id,
        "validation": [entry.to_dict() for entry in figures],
    }
    text = f"Wrote {job.output}: {info.name}, from {parent.id}"
    page = f"{validation_page(figures)}\n\n{text}" if figures else text
    console.write_result(arguments, result, page)
    return 0
