"""``synthetic-ct prepare``: align the MR-CT pairs of a folder for training."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.prepare import PrepareJob

if TYPE_CHECKING:
    from SyntheticCTLib.training.data.preparation import PreparedPair


@job_command(
    PrepareJob,
    summary="align the MR-CT pairs of a folder for training",
    description="Register each CT to its MR (rigid, then deformable, guided by bone), measure "
    "what misfit remains, and write aligned pairs, masks and a table. A pair is <id>_ct.nii.gz "
    "with one MR, <id>_mr.nii.gz or <id>_mr_ANYTHING.nii.gz (leg7_mr_t1.nii.gz); ids are what "
    "stands before. A table index.csv with the columns id and region may lie beside them. "
    "Other files are left alone; convert NRRD, MetaImage or DICOM first.",
)
def command(job: PrepareJob, done: JobResult) -> Shown:
    """Align, show the table."""
    rows = done.result
    return Shown({"pairs": rows}, page(rows))


def page(rows: list[PreparedPair]) -> str:
    """The table as text, and how many pairs got which grade."""
    lines = [
        [
            row.name,
            row.grade,
            console.cell(row.quality.cortex_before_mm, ".2f"),
            console.cell(row.quality.cortex_median_mm, ".2f"),
            console.cell(row.quality.cortex_p95_mm, ".2f"),
            row.reason,
        ]
        for row in rows
    ]
    header = ["pair", "grade", "cortex before, mm", "after, mm", "95th percentile, mm", "reason"]
    counts = Counter(row.grade for row in rows)
    totals = ", ".join(f"{grade}: {number}" for grade, number in sorted(counts.items()))
    return f"{console.table(lines, header=header)}\n\n{totals}"
