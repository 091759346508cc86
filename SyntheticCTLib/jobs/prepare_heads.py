"""The job ``prepare-heads``: simulated heads as pairs for training."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.options import SEEDS, holds_options, option
from SyntheticCTLib.progress import Watch


@holds_options
class PrepareHeadsJob(FolderJob):
    """Draw pairs of MR and CT from each label map of a folder."""

    name: ClassVar[str] = "prepare-heads"

    labels: str = option("folder of the label maps", positional=True)
    output: str = option("folder, made if missing", positional=True, writes=True)
    count: int = option("pairs of each head", default=8, limits=(1, 1_000_000))
    spacing: float = option("of the pairs' voxels, mm", default=1.0, limits=(0.3, 12))
    seed: int = option("of everything random", default=0, limits=SEEDS)

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
