"""The job ``rank-models``: every model that fits on one pair, beside the real CT."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from SyntheticCTLib.jobs.force import ForceOption
from SyntheticCTLib.jobs.job import Job, JobResult, Modality, written_if_asked
from SyntheticCTLib.options import option
from SyntheticCTLib.progress import Watch


@dataclass(frozen=True)
class RankModelsJob(Job):
    """Make a CT of an image with each model that fits, and rank them against the real CT."""

    name: ClassVar[str] = "rank-models"

    input: str = field(metadata=option("MR or cone-beam CT: a file or a folder", positional=True))
    ct: str = field(metadata=option("real CT of the same patient", positional=True))
    models: tuple[str, ...] = field(
        default=(), metadata=option("ids or folders (default: every model that fits)", "--model")
    )
    registration: str = field(
        default="rigid",
        metadata=option(
            "how CT comes onto INPUT's grid: rigid, affine, deformable, none (it is there), "
            "identity (trust the places in the files), or a transform file",
            metavar="KIND",
        ),
    )
    modality: Modality | None = field(
        default=None, metadata=option("what INPUT is, where its file does not say (default: look)")
    )
    device: str = field(default="auto", metadata=option("auto, cuda, cuda:N, mps or cpu"))
    gate: ForceOption = field(default_factory=ForceOption)
    output: str | None = field(
        default=None,
        metadata=option(
            "also write the ranking, as JSON", "-o", "--output", metavar="FILE", writes=True
        ),
    )

    def run(self, watch: Watch) -> JobResult:
        """Read, synthesize and compare with each, write."""
        from SyntheticCTLib.comparison.ranking import rank_models
        from SyntheticCTLib.files.volumes import read_volume
        from SyntheticCTLib.synthesis.options import SynthesisOptions

        image = read_volume(self.input)
        if self.modality is not None:
            image = image.of_modality(self.modality)
        found = rank_models(
            image,
            read_volume(self.ct),
            self.models,
            SynthesisOptions(device=self.device, force=self.gate.force),
            registration=self.registration,
            force=self.gate.force,
            watch=watch,
        )
        return written_if_asked(found, self.output)
