"""``synthetic-ct head-phantom``: write a simulated head's MR, CT and bone."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.head_phantom import HeadPhantomJob

add_parser = job_parser(
    HeadPhantomJob,
    summary="write a simulated head: MR in a named sequence, CT and bone",
    description="Draw a head, of ellipsoids (no face) or of a label map, and write its MR in "
    "a named sequence, its CT in HU and its bone on one grid.",
)


def run(arguments: argparse.Namespace) -> int:
    """Draw the head, show where its files are."""
    job, done = carry_out(arguments, HeadPhantomJob)
    phantom, files = done.result, done.files
    result = {
        "files": files,
        "seed": job.options.seed,
        "sequence": job.options.sequence,
        "size": phantom.mr.size,
        "spacing_mm": phantom.mr.spacing,
    }
    console.write_result(arguments, result, "\n".join(f"Wrote {path}" for path in files.values()))
    return 0
