"""``synthetic-ct dicom``: a result from a file as DICOM."""

from __future__ import annotations

from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.jobs.job import JobResult


@job_command(
    DicomJob,
    summary="write a result as DICOM, in the patient and study of a series",
    description="Writes RESULT as DICOM in the patient and study of --like: an image as a "
    "series (without --like in a new study), labels as a segmentation or structure set, a "
    "surface, a rigid registration, a comparison's answer. Not for clinical use.",
)
def command(job: DicomJob, done: JobResult) -> Shown:
    """Write, say what."""
    return Shown(done.files, f"Wrote {job.output}.")
