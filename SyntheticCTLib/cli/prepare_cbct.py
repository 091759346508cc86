"""``synthetic-ct prepare-cbct``: pairs of simulated cone-beam CT and CT for training."""

from __future__ import annotations

import argparse
from typing import Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import add_job_parser, carry_out
from SyntheticCTLib.jobs.prepare_cbct import PrepareCbctJob


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    add_job_parser(
        subparsers,
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
