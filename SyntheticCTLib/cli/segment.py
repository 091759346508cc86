"""``synthetic-ct segment``: tissues by HU, or organs and bones by TotalSegmentator."""

from __future__ import annotations

from collections.abc import Sequence

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.job_command import Shown, job_command
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.segmentation.labels import CENTRES


@job_command(
    SegmentJob,
    summary="label tissues by HU, or organs and single bones by TotalSegmentator",
    description="Writes the labels, and beside them a .labels.json with names, colours and "
    "SNOMED CT codes.",
)
def command(job: SegmentJob, done: JobResult) -> Shown:
    """Segment, show the volume of each label, and of bones the place."""
    found, table = done.result, done.files["table"]
    volumes = {name: ml for name, ml in found.volumes_ml().items() if ml > 0}
    result = {
        "labels": job.output,
        "table": table,
        "volumes_ml": volumes,
        "record": found.record,
    }
    header, places = ["label", "volume, ml"], found.record.get(CENTRES, {})
    rows = [[name, f"{ml:.1f}", *_place(places.get(name))] for name, ml in volumes.items()]
    shown = console.table(rows, header=[*header, "middle, LPS mm"] if places else header)
    return Shown(result, f"Wrote {job.output} and {table}\n\n{shown}")


def _place(centre: Sequence[float] | None) -> list[str]:
    return [] if centre is None else [", ".join(f"{value:.1f}" for value in centre)]
