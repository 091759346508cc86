"""``synthetic-ct evaluate``: the figures of a synthetic CT against the real one on its grid."""

from __future__ import annotations

import argparse
from pathlib import Path

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.cli.pages import evaluation_page
from SyntheticCTLib.jobs.evaluate import EvaluateJob

add_parser = job_parser(
    EvaluateJob,
    summary="compare a synthetic CT with the real CT on its grid",
    description="MAE, PSNR, MS-SSIM, Pearson R, bone overlap and the error by tissue, in HU.",
)


def run(arguments: argparse.Namespace) -> int:
    """Evaluate, show the figures."""
    job, done = carry_out(arguments, EvaluateJob)
    given = {
        "sct": job.sct,
        "ct": job.ct,
        "mask": job.mask,
        "source": job.scanned.source,
    }
    # Folders are often called by patients' names.
    names = {what: path and Path(path).name for what, path in given.items()}
    result = {"files": names, **done.result.to_dict()}
    console.write_result(arguments, result, evaluation_page(done.result))
    return 0
