"""The job ``devices``: which devices PyTorch sees."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.progress import Watch


@holds_options
class DevicesJob(Job):
    """Write a list of ``inference.device.describe_device`` as JSON."""

    name: ClassVar[str] = "devices"

    output: str = option("JSON file to write", writes=True)

    def run(self, watch: Watch) -> JobResult:
        """Look, write."""
        from SyntheticCTLib.files.plain_json import write_json
        from SyntheticCTLib.inference.device import devices

        found = devices()
        write_json(found, Path(self.output))
        return JobResult({"output": Path(self.output)}, found)
