"""``synthetic-ct register``: bring a CT onto an sCT or MR of the same patient."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.register import RegisterJob

if TYPE_CHECKING:
    from SyntheticCTLib.registration.pipeline import Registration

_LOG = logging.getLogger(__name__)


@job_command(
    RegisterJob,
    summary="bring two images of one patient together",
    description="Finds where MOVING belongs on FIXED and says how far to trust it.",
)
def command(job: RegisterJob, done: JobResult) -> Shown:
    """Register, show how sure the result is."""
    for warning in done.result.warnings:
        _LOG.warning(warning)
    return Shown(done.result.record, page(done.result))


def page(found: Registration) -> str:
    """The figures of merit and the certainty along each direction, as text."""
    merit = found.merit
    figures = [
        ["NMI", f"{merit.nmi_before:.4f}", f"{merit.nmi_after:.4f}"],
        ["Dice of the bodies", f"{merit.body_dice_before:.3f}", f"{merit.body_dice_after:.3f}"],
    ]
    lines = [console.table(figures, header=["figure", "before", "after"])]
    if found.by_landmarks is not None:
        lines += ["", found.by_landmarks.sentence]
    if found.certainty:
        rows = [
            [c.name, "more than 5" if c.tolerance_mm > 5 else f"{c.tolerance_mm:.1f}"]
            for c in found.certainty
        ]
        lines += ["", console.table(rows, header=["direction", "as good within, mm"])]
    return "\n".join(lines)
