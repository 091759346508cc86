"""``synthetic-ct prepare-cbct``: pairs of simulated cone-beam CT and CT for training."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.prepare_cbct import PrepareCbctJob

add_parser = job_parser(
    PrepareCbctJob,
    summary="simulate cone-beam CTs of a folder of CTs for training",
    description="Scan the patient of every CT with random cone beams and write pairs for "
    "'synthetic-ct train cbct-to-ct'. Started again, it goes on where it was stopped.",
)


def run(arguments: argparse.Namespace) -> int:
    """Simulate, and say how many pairs there are."""
    job, done = carry_out(arguments, PrepareCbctJob)
    made = done.result
    text = f"{len(made.names)} pairs of {made.sources} CTs in {job.output}."
    console.write_result(arguments, {"pairs": made.names, "output": job.output}, text)
    return 0
