"""``synthetic-ct plan``: fit a recipe to one's pairs and memory."""

from __future__ import annotations

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.plan import PlanJob


@job_command(
    PlanJob,
    summary="fit a recipe's spacing, patch, batch and epochs to your pairs and memory",
    description="Read the pairs' voxels and sizes, and write the recipe with spacing, patch, "
    "batch and epochs that fit them and the memory. Each can be given instead. The network "
    "stays the recipe's.",
)
def command(job: PlanJob, done: JobResult) -> Shown:
    """Plan, and show what changed."""
    from SyntheticCTLib.training.run.planning import EPOCH

    found = done.result
    before, planned = found.before, found.planned
    changes = {
        "spacing i, j, k, mm": (before.frame["spacing_mm"], planned.frame["spacing_mm"]),
        "patch k, j, i": (before.patch_size, planned.patch_size),
        "batch": (before.batch_size, planned.batch_size),
        "epochs": (before.steps / EPOCH, planned.steps / EPOCH),
    }
    rows = [[label, str(old), str(new)] for label, (old, new) in changes.items()]
    table = console.table(rows, header=["", "recipe", "planned"])
    needed, memory = found.needed / 2**30, found.memory / 2**30
    size = f"{found.patients} pairs; about {needed:.1f} of {memory:.1f} GiB"
    return Shown(
        {"recipe": planned.to_dict(), "bytes": found.needed},
        f"{table}\n\n{size}\nWrote {job.output}",
    )
