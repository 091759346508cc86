"""The job ``rank-models``: every model that fits on one pair, beside the real CT."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from SyntheticCTLib.jobs.job import Job, JobResult, Modality, written_if_asked
from SyntheticCTLib.jobs.shared_options import ForceOption
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch


@holds_options
class RankModelsJob(Job):
    """Make a CT of an image with each model that fits, and rank them against the real CT."""

    name: ClassVar[str] = "rank-models"

    input: str = option("MR or cone-beam CT: a file or a folder", positional=True)
    ct: str = option("real CT of the same patient", positional=True)
    models: tuple[str, ...] = option(
        "ids or folders (default: every model that fits)", "--model", default=()
    )
    registration: str = option(
        "how CT comes onto INPUT's grid: rigid, affine, deformable, none (it is there), "
        "identity (trust the places in the files), or a transform file",
        default="rigid",
        metavar="KIND",
    )
    modality: Modality | None = option(
        "what INPUT is, where its file does not say (default: look)", default=None
    )
    device: str = option("auto, cuda, cuda:N, mps or cpu", default="auto")
    gate: ForceOption = field(default_factory=ForceOption)
    output: str | None = written("also write the ranking, as JSON", default=None, metavar="FILE")

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
