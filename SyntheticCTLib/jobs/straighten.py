"""The job ``straighten``: a tilted or uneven DICOM series on a grid of right angles."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.files.volumes import SUFFIXES
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch


@holds_options
class StraightenJob(Job):
    """Resample a DICOM series with a tilted gantry or uneven slices, which nothing else takes."""

    name: ClassVar[str] = "straighten"

    input: str = option("folder of one DICOM series", metavar="SERIES", positional=True)
    output: str = written(".nii, .nii.gz, .nrrd, .mha or .mhd file", ends=SUFFIXES)

    def run(self, watch: Watch) -> JobResult:
        """Read, resample, write."""
        from SyntheticCTLib.files.dicom.straightening import read_straightened
        from SyntheticCTLib.files.volumes import write_volume

        watch.report("reading", 0.0)
        volume = read_straightened(self.input, watch=watch.part(0.0, 0.7))
        watch.report("writing", 0.7)
        write_volume(volume, self.output)
        return JobResult({"output": Path(self.output)}, volume)
