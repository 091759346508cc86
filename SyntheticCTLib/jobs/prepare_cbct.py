"""The job ``prepare-cbct``: pairs of simulated cone-beam CT and CT for training."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.image.grid import Vector
from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.shared_options import ForceOption, ScanOptions
from SyntheticCTLib.options import SEEDS, holds_options, option, written
from SyntheticCTLib.progress import Watch


@dataclass(frozen=True, eq=False)
class ConeBeamPairs:
    """What was simulated.

    Attributes:
        names: of the pairs.
        sources: how many CTs they are of.
    """

    names: list[str]
    sources: int


@holds_options
class PrepareCbctJob(FolderJob):
    """Simulate cone-beam CTs of CTs; what an earlier call made in the same way is kept."""

    name: ClassVar[str] = "prepare-cbct"

    cts: tuple[str, ...] = option(
        "a CT, or a folder of CTs (of <id>_ct files, where there are such), with the part of "
        "the body if you like: thorax=scans/",
        metavar="[REGION=]CTS",
        positional=True,
    )
    output: str = written("made if missing", metavar="FOLDER")
    scans: int = option("scans of each CT", default=1, limits=(1, 1_000_000))
    spacing: Vector = option(
        "voxels of the pairs, mm (default: those of the recipe cbct-to-ct)",
        default=(1.5, 1.5, 3.0),
        metavar="I J K",
        limits=(0.1, 100),
    )
    seed: int = option("another seed is other scanners", default=0, limits=SEEDS)
    gas: bool = option("gas in bowel and stomach moves in most of the scans", default=False)
    slab: float | None = option(
        "scan so many mm of each CT's height, somewhere in it: quicker than all of it",
        default=None,
        metavar="MM",
        limits=(1, 10_000),
    )
    parameters: str | None = option("parameters that all scans have", default=None, metavar="JSON")
    how: ScanOptions = field(default_factory=ScanOptions)
    gate: ForceOption = field(default_factory=ForceOption)

    def run(self, watch: Watch) -> JobResult:
        """Simulate all scans and write the pairs."""
        from SyntheticCTLib.simulation.cone_beam.parameters import read_parameters
        from SyntheticCTLib.simulation.cone_beam.scan import DEFAULT_ENGINE
        from SyntheticCTLib.training.data.cone_beam_draws import ScanDraws
        from SyntheticCTLib.training.data.cone_beam_pairs import find_cts, prepare_cone_beam_pairs

        sources = find_cts([_place(text) for text in self.cts])
        draws = ScanDraws(
            scans=self.scans,
            spacing=self.spacing,
            seed=self.seed,
            gas=self.gas,
            truncated=self.how.truncated,
            slab_mm=self.slab,
            changes={} if self.parameters is None else read_parameters(Path(self.parameters)),
            engine=self.how.engine or DEFAULT_ENGINE,
        )
        names = prepare_cone_beam_pairs(
            sources,
            Path(self.output),
            draws,
            device=self.how.device,
            force=self.gate.force,
            watch=watch,
        )
        return JobResult({"output": Path(self.output)}, ConeBeamPairs(names, len(sources)))


def _place(text: str) -> tuple[str, Path]:
    """The region and the path of ``REGION=PATH``, or of a path alone."""
    region, separator, path = text.partition("=")
    if separator and not Path(text).exists():
        return region, Path(path)
    return "", Path(text)
