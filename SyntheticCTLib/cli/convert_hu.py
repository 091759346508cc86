"""``synthetic-ct convert-hu``: HU as density, sound speed or another quantity, by your table."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.convert_hu import ConvertHUJob

add_parser = job_parser(
    ConvertHUJob,
    summary="write HU as density, sound speed or another quantity, by your own table",
    description="A CT or synthetic CT as an image of another quantity on the same grid, by a "
    "table of yours: HU and the quantity at them.",
)


def run(arguments: argparse.Namespace) -> int:
    """Convert, show the range."""
    job, done = carry_out(arguments, ConvertHUJob)
    low, high = (float(end) for end in (done.result.array.min(), done.result.array.max()))
    result = {"output": job.output, "quantity": job.quantity, "range": [low, high]}
    text = f"Wrote {job.output}: {job.quantity} from {low:g} to {high:g}"
    console.write_result(arguments, result, text)
    return 0
