"""``synthetic-ct phantom``: write the analytic limb phantom's MR, CT and labels."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.phantom import PhantomJob

add_parser = job_parser(
    PhantomJob,
    summary="write an analytic limb: MR, CT and labels with a known bone surface",
    description="Draw a limb from a seed and write its MR, its CT and its tissue labels.",
)


def run(arguments: argparse.Namespace) -> int:
    """Draw the phantom, show where its files are."""
    job, done = carry_out(arguments, PhantomJob)
    phantom, files = done.result, done.files
    result = {
        "files": files,
        "seed": phantom.seed,
        "limb": job.options.limb,
        "contrast": job.options.contrast,
        "size": phantom.mr.size,
        "spacing_mm": phantom.mr.spacing,
        "bone_volume_mm3": phantom.bone_volume_mm3,
    }
    console.write_result(arguments, result, "\n".join(f"Wrote {path}" for path in files.values()))
    return 0
