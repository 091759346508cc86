"""The job ``evaluate``: the figures of a synthetic CT against the real one on its grid."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from SyntheticCTLib.jobs.job import Job, JobResult, written_if_asked
from SyntheticCTLib.jobs.shared_options import ForceOption, SourceOptions
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch


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
    output: str | None = written("also write the figures, as JSON", default=None, metavar="FILE")
    gate: ForceOption = field(default_factory=ForceOption)

    def run(self, watch: Watch) -> JobResult:
        """Read, evaluate."""
        from SyntheticCTLib.evaluation.evaluate import evaluate
        from SyntheticCTLib.files.volumes import read_given, read_volume

        source = self.scanned.image(self.sct)
        found = evaluate(
            read_volume(self.sct),
            read_volume(self.ct),
            read_given(self.mask),
            source=None if source is None else source.volume,
            source_modality=None if source is None else source.kind.name,
            force=self.gate.force,
            watch=watch,
        )
        return written_if_asked(found, self.output)
