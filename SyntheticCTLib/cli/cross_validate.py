"""``synthetic-ct cross-validate``: a recipe's figures on patients it did not learn from."""

from __future__ import annotations

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.cohort.cross_validate import CrossValidateOnEngineJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    CrossValidateOnEngineJob,
    summary="train and score a recipe on every fold, with repeats and generalisation experiments",
    description="Part the patients into folds, train once without each, and score every "
    "patient by the network that did not see it. Started again, it goes on where it stopped.",
)
def command(job: CrossValidateOnEngineJob, done: JobResult) -> Shown:
    """Train, score, and show the table."""
    from SyntheticCTLib.training.run.cross_table import cross_cells

    found = done.result
    header, *rows = cross_cells(found.summary, found.columns)
    data = {"summary": found.summary, "patients": found.scores}
    return Shown(data, console.table(rows, header=header))
