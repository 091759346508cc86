"""``synthetic-ct phantom``: write the analytic limb phantom's MR, CT and labels."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.phantom import PhantomJob


@job_command(
    PhantomJob,
    summary="write an analytic limb: MR, CT and labels with a known bone surface",
    description="Draw a limb from a seed and write its MR, its CT and its tissue labels.",
)
def command(job: PhantomJob, done: JobResult) -> Shown:
    """Draw the phantom, show where its files are."""
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
    return Shown(result, "\n".join(f"Wrote {path}" for path in files.values()))
