"""``synthetic-ct evaluate``: the figures of a synthetic CT against the real one on its grid."""

from __future__ import annotations

from pathlib import Path

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.cli.pages import evaluation_page
from SyntheticCTLib.jobs.evaluate import EvaluateJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    EvaluateJob,
    summary="compare a synthetic CT with the real CT on its grid",
    description="MAE, PSNR, MS-SSIM, Pearson R, bone overlap and the error by tissue, in HU.",
)
def command(job: EvaluateJob, done: JobResult) -> Shown:
    """Evaluate, show the figures."""
    given = {
        "sct": job.sct,
        "ct": job.ct,
        "mask": job.mask,
        "source": job.scanned.source,
    }
    # Folders are often called by patients' names.
    names = {what: path and Path(path).name for what, path in given.items()}
    result = {"files": names, **done.result.to_dict()}
    return Shown(result, evaluation_page(done.result))
