"""``synthetic-ct straighten``: a tilted or uneven DICOM series on a grid of right angles."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.image.volume import WARNINGS_KEY
from SyntheticCTLib.jobs.straighten import StraightenJob

add_parser = job_parser(
    StraightenJob,
    summary="resample a DICOM series with a tilted gantry or uneven slices",
    description="A series whose slices make no grid (tilted gantry, gaps of several sizes) as an "
    "image of right angles and even steps. It is no longer the scan itself, which is said.",
)


def run(arguments: argparse.Namespace) -> int:
    """Straighten, say what was done."""
    job, done = carry_out(arguments, StraightenJob)
    said = list(done.result.metadata[WARNINGS_KEY])
    result = {"output": job.output, "warnings": said, "spacing_mm": list(done.result.spacing)}
    console.write_result(arguments, result, "\n".join([f"Wrote {job.output}.", *said]))
    return 0
