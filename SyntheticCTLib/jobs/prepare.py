"""The job ``prepare``: the MR-CT pairs of a folder, aligned for training."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.options import SEEDS, holds_options, option
from SyntheticCTLib.progress import Watch


@holds_options
class PrepareJob(FolderJob):
    """Register each CT to its MR, and write aligned pairs, masks and a table."""

    name: ClassVar[str] = "prepare"

    pairs: str = option("folder of <id>_mr.nii.gz with <id>_ct.nii.gz", positional=True)
    output: str = option("folder, made if missing", positional=True, writes=True)
    refuse: tuple[str, ...] = option(
        "leave a pair out and write the reason into the table; may be repeated",
        default=(),
        metavar="ID=REASON",
        repeated=True,
    )
    seed: int = option("of the choice of points", default=0, limits=SEEDS)

    def check(self) -> None:
        """Refuse a pair without a reason."""
        self._refused()
        super().check()

    def run(self, watch: Watch) -> JobResult:
        """Align, write. The result is a list of ``PreparedPair``."""
        from SyntheticCTLib.training.data.preparation import prepare_pairs

        output = Path(self.output)
        rows = prepare_pairs(
            Path(self.pairs), output, refuse=self._refused(), seed=self.seed, watch=watch
        )
        return JobResult({"output": output}, rows)

    def _refused(self) -> dict[str, str]:
        """The reason why a pair is left out, by its id."""
        reasons = {}
        for text in self.refuse:
            name, _, reasons[name] = text.partition("=")
            if not name or not reasons[name]:
                raise InputError(f"--refuse is ID=REASON, as leg7=moved; got {text!r}.")
        return reasons
