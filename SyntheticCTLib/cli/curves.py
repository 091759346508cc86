"""``synthetic-ct curves``: the curves of a training run as a picture."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.curves import CurvesJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    CurvesJob,
    summary="draw the curves of a training run",
    description="Draw loss, figures of the held-out patients and the share of time in which "
    "the device waited for patches, as SVG. The run may still be going on.",
)
def command(job: CurvesJob, done: JobResult) -> Shown:
    """Draw, and say where the run stands."""
    from SyntheticCTLib.training.run.curves import smoothed, waiting_share

    curves, output = done.result, done.files["output"]
    result = {
        "step": int(curves.steps[-1]),
        "loss": float(smoothed(curves.loss)[-1]),
        "seconds_per_step": float(curves.seconds_per_step[-1]),
        "waiting_share": waiting_share(curves),
        "picture": str(output),
    }
    text = (
        f"Step {result['step']}: loss {result['loss']:.4f}, "
        f"{result['seconds_per_step']:.2f} s a step, {result['waiting_share']:.1%} of the time "
        f"waiting for patches.\nWrote {output}"
    )
    return Shown(result, text)
