"""The job ``commission``: what a site has measured, as a certificate and for later runs."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.progress import Watch


@holds_options
class CommissionJob(Job):
    """Derive a site's expected accuracy, action levels and certificate from its study."""

    name: ClassVar[str] = "commission"

    study: str = option("folder of a study with CTs", positional=True)

    def replaced(self) -> list[Path]:
        """Record and certificate of an earlier commissioning."""
        from SyntheticCTLib.cohort.commission import RECORD
        from SyntheticCTLib.cohort.pages.certificate import CERTIFICATE

        written = [Path(self.study) / name for name in (RECORD, CERTIFICATE)]
        return [path for path in written if path.is_file()]

    def run(self, watch: Watch) -> JobResult:
        """Derive, write. The result is what is ``Commissioned``."""
        from SyntheticCTLib.cohort.commission import commission

        known, files = commission(Path(self.study), watch=watch)
        return JobResult(files, known)
