"""``synthetic-ct report``: the HTML report of a comparison, made again from the files it saved."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.report import ReportJob

add_parser = job_parser(
    ReportJob,
    summary="make the report of a comparison again",
    description="Make the HTML report from the figures and pictures in the folder that "
    "compare wrote. Nothing is measured again.",
)


def run(arguments: argparse.Namespace) -> int:
    """Make the report, show where it is."""
    _, done = carry_out(arguments, ReportJob)
    told = "\n".join(f"Wrote {written}" for written in done.files.values())
    console.write_result(arguments, done.files, told)
    return 0
