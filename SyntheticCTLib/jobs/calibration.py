"""The job ``calibration``: HU of a cone-beam CT's tissues before and after a model."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import ForceOption
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.progress import Watch


@holds_options
class CalibrationJob(Job):
    """Measure how far a cone-beam CT's grey values are from HU, tissue by tissue."""

    name: ClassVar[str] = "calibration"

    cbct: str = option("the cone-beam CT: a file or a DICOM folder", positional=True)
    sct: str = option("synthetic CT made of it, on its grid", positional=True)
    reference: str | None = option("real CT on the same grid", default=None, metavar="CT")
    gate: ForceOption = field(default_factory=ForceOption)

    def run(self, watch: Watch) -> JobResult:
        """Read, measure. The result is a ``HuCalibration``."""
        from SyntheticCTLib.evaluation.hu_calibration import hu_calibration
        from SyntheticCTLib.files.volumes import read_given, read_volume

        cbct, sct = read_volume(self.cbct), read_volume(self.sct)
        reference = read_given(self.reference)
        watch.check()
        return JobResult({}, hu_calibration(cbct, sct, reference, force=self.gate.force))
