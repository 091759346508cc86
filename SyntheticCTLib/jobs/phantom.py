"""The job ``phantom``: an analytic limb's MR, CT and labels."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar, Literal

from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.simulation.phantom.options import PhantomOptions


@holds_options
class PhantomJob(FolderJob):
    """Draw the analytic limb phantom."""

    name: ClassVar[str] = "phantom"

    output: str = option("made if missing", metavar="OUTPUT_FOLDER", positional=True, writes=True)
    options: PhantomOptions = field(default_factory=PhantomOptions)
    format: Literal["nii.gz", "nii", "nrrd", "mha", "mhd"] = option("file format", default="nii.gz")

    def names(self) -> list[str]:
        """Its images."""
        return [f"{name}.{self.format}" for name in ("mr", "ct", "labels")]

    def run(self, watch: Watch) -> JobResult:
        """Draw, write."""
        from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom

        phantom = make_limb_phantom(self.options, watch=watch.part(0.0, 0.95))
        watch.check()
        return JobResult(phantom.write(self.output, self.format), phantom)
