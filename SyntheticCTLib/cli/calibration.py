"""``synthetic-ct calibration``: HU of a cone-beam CT's tissues before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.calibration import CalibrationJob
from SyntheticCTLib.jobs.job import JobResult

if TYPE_CHECKING:
    from SyntheticCTLib.evaluation.hu_calibration import HuCalibration


@job_command(
    CalibrationJob,
    summary="HU of air, fat, muscle and bone in a cone-beam CT and in its synthetic CT",
    description="Median HU by tissue before and after, and with a real CT on the same grid the "
    "error of each.",
)
def command(job: CalibrationJob, done: JobResult) -> Shown:
    """Measure, write the table."""
    found = done.result
    return Shown(found.to_dict(), page(found))


def page(found: HuCalibration) -> str:
    """The table as text."""
    names = ("before", "after", "reference", "mae_before", "mae_after")
    rows = [
        [row.tissue, str(row.voxels), *(console.cell(getattr(row, name), ".1f") for name in names)]
        for row in found.rows
    ]
    header = ["tissue", "voxels", "before", "after", "reference", "MAE before", "MAE after"]
    return f"HU, tissues by the {found.defined_by}\n\n{console.table(rows, header=header)}"
