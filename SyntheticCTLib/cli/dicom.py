"""``synthetic-ct dicom``: a result from a file as DICOM."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.dicom import DicomJob

add_parser = job_parser(
    DicomJob,
    summary="write a result as DICOM, in the patient and study of a series",
    description="Writes RESULT as DICOM in the patient and study of --like: an image as a "
    "series (without --like in a new study), labels as a segmentation or structure set, a "
    "surface, a rigid registration, a comparison's answer. Not for clinical use.",
)


def run(arguments: argparse.Namespace) -> int:
    """Write, say what."""
    job, done = carry_out(arguments, DicomJob)
    console.write_result(arguments, done.files, f"Wrote {job.output}.")
    return 0
