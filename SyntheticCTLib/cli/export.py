"""``synthetic-ct export``: the weights of a training run as a model folder."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.export import ExportJob

add_parser = job_parser(
    ExportJob,
    summary="write the weights of a training run as a model folder",
    description="Write the averaged weights of a run, with all that the catalogue needs, as a "
    "model folder. Put it into Resources/models, or name it in SYNTHETICCT_MODELS.",
)


def run(arguments: argparse.Namespace) -> int:
    """Export, and say what was written."""
    job, done = carry_out(arguments, ExportJob)
    info = done.result
    size = sum(file.bytes for file in info.weights)
    result = {"id": info.id, "sha256": info.sha256, "bytes": size, "weights": info.weights}
    console.write_result(arguments, result, f"Wrote {job.output}: {size:,} bytes of weights")
    return 0
