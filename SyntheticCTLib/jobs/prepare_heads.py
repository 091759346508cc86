"""The job ``prepare-heads``: simulated heads as pairs for training."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.options import SEEDS, option
from SyntheticCTLib.progress import Watch


@dataclass(frozen=True)
class PrepareHeadsJob(FolderJob):
    """Draw pairs of MR and CT from each label map of a folder."""

    name: ClassVar[str] = "prepare-heads"

    labels: str = field(metadata=option("folder of the label maps", positional=True))
    output: str = field(metadata=option("folder, made if missing", positional=True, writes=True))
    count: int = field(default=8, metadata=option("pairs of each head", limits=(1, 1_000_000)))
    spacing: float = field(
        default=1.0, metadata=option("of the pairs' voxels, mm", limits=(0.3, 12))
    )
    seed: int = field(default=0, metadata=option("of everything random", limits=SEEDS))

    def run(self, watch: Watch) -> JobResult:
        """Draw, write. The result is the pairs' ids."""
        from SyntheticCTLib.training.data.head_pairs import prepare_heads

        output = Path(self.output)
        names = prepare_heads(
            Path(self.labels),
            output,
            count=self.count,
            seed=self.seed,
            spacing_mm=self.spacing,
            watch=watch,
        )
        return JobResult({"output": output}, names)
