"""``synthetic-ct score``: a model's figures on patients that it did not learn from."""

from __future__ import annotations

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.score import ScoreJob


@job_command(
    ScoreJob,
    summary="score a model on aligned pairs of a held-out fold, beside baselines",
    description="Synthesize every MR of a fold and score it against the aligned CT in the body "
    "of both scans; the same for the logarithmic inversion of the MR and for the training "
    "patients' mean HU. Of pairs of cone-beam CT: inside the body as far as the scan saw it, "
    "the error by tissue too, and the same for the CBCT itself, as it is and on the straight "
    "line that brings its grey values nearest to the CT. A model from CT to MR is scored the "
    "other way round, each of its pictures, beside the training patients' mean signal of each "
    "HU.",
)
def command(job: ScoreJob, done: JobResult) -> Shown:
    """Score, and print the table with the medians."""
    from SyntheticCTLib.training.score.scores import median_rows

    scores = done.result
    rows = [score.to_row() for score in scores]
    shown = job.grades if any(score.grade for score in scores) else ""
    medians = median_rows(scores, tuple(shown) or ("",))
    each = [[_cell(row[name]) for name in row] for row in rows]
    summary = [
        ["median", str(row["region"]), shown, str(row["method"]), f"n={row['patients']}"]
        + [_quartiles(row[column]) for column in scores[0].figures]
        for row in medians
    ]
    text = console.table(each + summary, header=list(rows[0]))
    return Shown({"patients": rows, "medians": medians}, text)


def _cell(value: object) -> str:
    if value is None:
        return "undefined"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _quartiles(value: object) -> str:
    return f"{value[0]:.3f}" if isinstance(value, tuple) else "undefined"
