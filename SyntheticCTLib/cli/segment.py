"""``synthetic-ct segment``: tissues by HU, or organs and bones by TotalSegmentator."""

from __future__ import annotations

import argparse

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import carry_out, job_parser
from SyntheticCTLib.jobs.segment import SegmentJob

add_parser = job_parser(
    SegmentJob,
    summary="label tissues by HU, or organs and single bones by TotalSegmentator",
    description="Writes the labels, and beside them a .labels.json with names, colours and "
    "SNOMED CT codes.",
)


def run(arguments: argparse.Namespace) -> int:
    """Segment, show the volume of each label."""
    job, done = carry_out(arguments, SegmentJob)
    found, table = done.result, done.files["table"]
    volumes = {name: ml for name, ml in found.volumes_ml().items() if ml > 0}
    result = {
        "labels": job.output,
        "table": table,
        "volumes_ml": volumes,
        "record": found.record,
    }
    rows = [[name, f"{ml:.1f}"] for name, ml in volumes.items()]
    shown = console.table(rows, header=["label", "volume, ml"])
    console.write_result(arguments, result, f"Wrote {job.output} and {table}\n\n{shown}")
    return 0
