"""``synthetic-ct calibrate-interval``: fit a model's bounds to patients whom it never saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.calibrate_interval import CalibrateIntervalJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.tolerance import TOLERANCE_MM, within

if TYPE_CHECKING:
    from SyntheticCTLib.models.surface_calibration import SurfaceCalibration
    from SyntheticCTLib.training.score.expected_and_measured import ExpectedAndMeasured


@job_command(
    CalibrateIntervalJob,
    summary="fit a model's bounds to patients that it did not learn from",
    description="Synthesize held-out patients, find the factor with which a model's bounds hold "
    "the wanted share of voxels, each patient counting once, and store it in the model's folder. A "
    "model that gives no bounds, such as another program's, gets some that lie equally far from "
    "every value; every CT that it makes has them then. The table has "
    "each patient's share with the factor of all the others. What the bounds let expect of the "
    "bone surface is fitted too, if three patients have bone. A hospital fits the bounds to "
    "its own scanners with its own pairs.",
)
def command(job: CalibrateIntervalJob, done: JobResult) -> Shown:
    """Calibrate, and print what each patient's share is."""
    found = done.result
    fitted = found.calibration
    told = (
        f"factor {fitted.factor:.3f}; mean absolute error is {fitted.error_share:.3f} of half the "
        "interval's width"
    )
    if not fitted.guaranteed:
        told += "; too few patients for a bound that holds for the next one on average"
    judged = found.surfaces
    lines = [_table(found.left_out, judged), told, _of_surface(found.surface), *_together(judged)]
    told_as_json = {
        **fitted.to_dict(),
        "left_out": found.left_out,
        "surface": found.surface,
        "surfaces": judged,
    }
    return Shown(told_as_json, "\n".join(lines))


def _table(shares: dict[str, float], judged: list[ExpectedAndMeasured]) -> str:
    """Each patient by what all the others let expect."""
    surfaces = {entry.name: entry for entry in judged}
    rows = [
        [name, f"{share:.3f}", *_surface_cells(surfaces.get(name))]
        for name, share in shares.items()
    ]
    columns = ["within bounds", f"expected {within(TOLERANCE_MM)}", "measured", "flagged"]
    return console.table(rows, header=["patient", *columns])


def _surface_cells(entry: ExpectedAndMeasured | None) -> list[str]:
    if entry is None:
        return ["", "", ""]
    expected = f"{entry.expected:.0%} ({entry.lowest:.0%} to {entry.highest:.0%})"
    flagged = "" if entry.flagged_misses is None else f"{entry.flagged_misses:.0%}"
    return [expected, f"{entry.measured:.0%}", flagged]


def _together(judged: list[ExpectedAndMeasured]) -> list[str]:
    from SyntheticCTLib.training.score.expected_and_measured import FLAGGED, agreement

    found = agreement(judged)
    if found is None:
        return []
    told = (
        f"expected and measured share differ by {100 * found.mean_difference:.1f} points in the "
        f"mean of {found.patients} patients, {found.inside} of them within what was expected"
    )
    if found.correlation is not None:
        told += f"; correlation {found.correlation:.2f}"
    if found.flagged_misses is not None:
        told += (
            f'; "flagged": the most doubtful {FLAGGED:.0%} of a surface hold '
            f"{found.flagged_misses:.0%} (median) of what is farther off"
        )
    return [told]


def _of_surface(surface: SurfaceCalibration | None) -> str:
    if surface is None:
        return "bone surface: too few patients with bone, so nothing is said of its accuracy"
    pairs = zip(surface.apart_mm, surface.shares, strict=True)
    steps = ", ".join(f"{apart:.1f} mm: {share:.0%}" for apart, share in pairs)
    return (
        f"bone surface within {surface.tolerance_mm:g} mm by how far the bounds' surfaces are "
        f"apart: {steps}; patients differ from that by {surface.lowest:+.0%} to "
        f"{surface.highest:+.0%}"
    )
