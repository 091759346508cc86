"""What a killed process would leave behind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from SyntheticCTLib.jobs.job import Job


class Leftovers:
    """Temporary files that a killed process would leave beside a job's outputs.

    What was there before is never touched, nor is anything of another name.

    Args:
        job: before its work begins.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._before = set(self._found())

    def remove(self) -> None:
        """Remove what has come since."""
        for path in set(self._found()) - self._before:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _found(self) -> Iterator[Path]:
        for folder, pattern in self._job.temporary_files():
            yield from folder.glob(pattern)
