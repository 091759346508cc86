"""``synthetic-ct compare-studies``: two models or versions on the same patients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.cohort.paired_job import CompareStudiesJob
from SyntheticCTLib.jobs.job import JobResult

if TYPE_CHECKING:
    from SyntheticCTLib.cohort.figures.paired import PairedFigure


@job_command(
    CompareStudiesJob,
    summary="two studies of the same patients: differences, and whether one is no worse",
    description="Pair two studies by patient: mean differences with intervals, Wilcoxon's "
    "test, effect sizes, Holm's correction, and non-inferiority by margins that you state.",
)
def command(job: CompareStudiesJob, done: JobResult) -> Shown:
    """Pair, show."""
    found, files = done.result, done.files
    rows = [_row(one) for one in found]
    header = ["figure", "n", "first", "second", "difference", "effect", "p", "Holm", "no worse"]
    text = console.table(rows, header=header)
    return Shown({"files": files, "figures": [_data(o) for o in found]}, text)


def _row(one: PairedFigure) -> list[str]:
    interval = "" if one.low is None else f" ({one.low:+.3g} to {one.high:+.3g})"
    said = {None: "", True: "yes", False: "not shown"}[one.no_worse]
    means = [f"{one.first:.4g}", f"{one.second:.4g}", f"{one.difference:+.3g}{interval}"]
    tests = [f"{one.effect:+.2f}", f"{one.p:.4f}", f"{one.p_holm:.4f}"]
    return [one.column.name, str(one.patients), *means, *tests, said]


def _data(one: PairedFigure) -> dict[str, Any]:
    return {**{k: v for k, v in vars(one).items() if k != "column"}, "figure": one.column.name}
