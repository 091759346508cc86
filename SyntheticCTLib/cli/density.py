"""``synthetic-ct density``: density and water-equivalent path of a synthetic CT; no dose."""

from __future__ import annotations

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.density import DensityJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    DensityJob,
    summary="what errors in HU mean for the path of beams, by your calibration table; no dose",
    description="Relative density of sCT and CT by your scanner's calibration table, their "
    "difference as an image, and the water-equivalent path along parallel rays of each beam. "
    "Simple ray sums: no dose engine.",
)
def command(job: DensityJob, done: JobResult) -> Shown:
    """Sum, show a row a beam."""
    rows = [
        [f"{one.gantry_degrees:g}", str(one.rays)]
        + [
            console.cell(value, ".2f")
            for value in (
                one.mean_path_mm,
                one.mean_mm,
                one.sd_mm,
                one.mean_absolute_mm,
                one.percentile_95_mm,
                one.largest_mm,
            )
        ]
        for one in done.result
    ]
    header = ["gantry", "rays", "CT's path", "mean", "SD", "mean absolute", "95th", "largest"]
    text = "\n".join(
        [
            console.table(rows, header=header),
            "Water-equivalent path, sCT minus CT, mm. Ray sums, no dose engine.",
            f"In {job.output}: {', '.join(done.files)}",
        ]
    )
    return Shown({"files": done.files, "beams": done.result}, text)
