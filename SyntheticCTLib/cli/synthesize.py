"""``synthetic-ct synthesize``: an image in, the synthetic image on the same grid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.synthesize import SynthesizeJob

if TYPE_CHECKING:
    from SyntheticCTLib.synthesis.record import SynthesisRecord


@job_command(
    SynthesizeJob,
    summary="make a synthetic CT of an MR or a cone-beam CT, or a synthetic MR of a CT",
    description="Make a synthetic image on exactly the input's grid. Not for clinical use. "
    "How it was made is written beside it, as OUTPUT with the suffix .json.",
)
def command(job: SynthesizeJob, done: JobResult) -> Shown:
    """Synthesize, show how."""
    record = done.result.record
    shown = ("output", "record", "field_of_view")
    further = {name: path for name, path in done.files.items() if name not in shown}
    written = {"output": job.output, **further, **record.to_dict()}
    return Shown(written, _summary(job.output, record))


def _summary(output: str, record: SynthesisRecord) -> str:
    seconds = sum(record.seconds.values())
    refined = f" ({record.refinement['kind']})" if record.refinement else ""
    expected = [] if record.expected is None else record.expected.lines
    where = f" on {record.prediction['device']}" if record.prediction else ""
    method = "" if record.method is None else f" {_method(record.method)}"
    wrote = (
        f"Wrote {output}: model {record.model.id} {record.model.version}{refined}{where}, "
        f"{seconds:.0f} s.{method} {record.statement}"
    )
    return "\n".join([wrote, *expected])


def _method(used: dict[str, Any]) -> str:
    if "checks" not in used:
        return (
            f"Method {used['name']}: HU = {used['slope_hu']:g} x signal + {used['intercept_hu']:g} "
            f"in {used['bone_ml']:.0f} ml of skull, soft tissue's signal {used['soft_tissue']:g}."
        )
    from SyntheticCTLib.synthesis.cone_beam.checks import TissueCheck

    check = TissueCheck(**used["checks"][used["name"]])
    return f"Method {used['name']}: {check.in_words}."
