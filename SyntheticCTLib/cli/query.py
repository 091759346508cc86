"""``synthetic-ct query``: which series an archive has, and one of them into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.query import QueryJob

if TYPE_CHECKING:
    from SyntheticCTLib.dicom.network.querying import FoundSeries

_HEADER = ["PATIENT", "NAME", "DATE", "MODALITY", "NUMBER", "DESCRIPTION", "IMAGES", "SERIES"]


@job_command(
    QueryJob,
    summary="ask a DICOM archive which series it has, and fetch one",
    description="Asks ARCHIVE (C-FIND) as SYNTHETICCT and lists what fits; with -o the only "
    "series that fits is fetched over the same connection (C-GET). Nothing listens.",
)
def command(job: QueryJob, done: JobResult) -> Shown:
    """Ask, list, say what was fetched."""
    found: list[FoundSeries] = done.result
    text = console.table([_row(one) for one in found], header=_HEADER) if found else "None fits."
    if job.output is not None:
        text += f"\nWrote {job.output}."
    if job.move_to is not None:
        text += f"\nSent to {job.move_to}."
    return Shown({"series": found, "files": done.files}, text)


def _row(one: FoundSeries) -> list[str]:
    return [
        one.patient_id,
        one.patient_name,
        one.study_date,
        one.modality,
        one.number,
        one.description,
        "?" if one.images is None else str(one.images),
        one.series,
    ]
