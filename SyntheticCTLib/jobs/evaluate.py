"""The job ``evaluate``: the figures of a synthetic CT against the real one on its grid."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from SyntheticCTLib.jobs.force import ForceOption
from SyntheticCTLib.jobs.job import Job, JobResult, written_if_asked
from SyntheticCTLib.jobs.pair import SourceOptions
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.record import recorded_source
from SyntheticCTLib.synthesis.record_files import find_record


@holds_options
class EvaluateJob(Job):
    """Compare a synthetic CT with the real one, voxel by voxel."""

    name: ClassVar[str] = "evaluate"

    sct: str = option("synthetic CT: a file or a DICOM folder", positional=True)
    ct: str = option("real CT on the same grid", positional=True)
    mask: str | None = option(
        "voxels that count, on the same grid (default: the CT's body)", default=None
    )
    scanned: SourceOptions = field(default_factory=SourceOptions)
    output: str | None = option(
        "also write the figures, as JSON",
        "-o",
        "--output",
        default=None,
        metavar="FILE",
        writes=True,
    )
    gate: ForceOption = field(default_factory=ForceOption)

    def run(self, watch: Watch) -> JobResult:
        """Read, evaluate."""
        from SyntheticCTLib.evaluation.evaluate import evaluate
        from SyntheticCTLib.files.volumes import read_given, read_volume

        source = self.scanned
        found = evaluate(
            read_volume(self.sct),
            read_volume(self.ct),
            read_given(self.mask),
            source=read_given(source.source),
            source_modality=source.source_modality or recorded_source(find_record(self.sct)),
            force=self.gate.force,
            watch=watch,
        )
        return written_if_asked(found, self.output)
