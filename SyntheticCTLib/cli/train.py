"""``synthetic-ct train``: train a network on aligned pairs by a recipe, or continue."""

from __future__ import annotations

import argparse
from typing import Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import add_job_parser, carry_out
from SyntheticCTLib.cli.pages import validation_page
from SyntheticCTLib.jobs.train import TrainJob


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    add_job_parser(
        subparsers,
        TrainJob,
        summary="train a network on aligned pairs, or continue a run that was stopped",
        description="Train a network by a recipe on pairs that 'synthetic-ct prepare' aligned. "
        "Started again with the same output folder, it continues at the last checkpoint. Several "
        "GPUs: torchrun --nproc-per-node N -m SyntheticCTLib.cli train ...",
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, and print the last validation, one row a patient."""
    from SyntheticCTLib.training.run.processes import is_first_process

    talks = is_first_process()
    arguments.quiet |= not talks
    figures = carry_out(arguments, TrainJob)[1].result
    if talks:
        text = validation_page(figures)
        console.write_result(arguments, [entry.to_dict() for entry in figures], text)
    return 0
