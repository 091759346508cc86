"""The job ``convert-hu``: HU as another quantity by the user's own table."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.files.volumes import SUFFIXES
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import ForceOption
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch


@holds_options
class ConvertHUJob(Job):
    """Write density, sound speed or any other quantity of HU as an image on the same grid."""

    name: ClassVar[str] = "convert-hu"

    input: str = option(
        "CT or synthetic CT in HU: a file or a DICOM folder", metavar="VOLUME", positional=True
    )
    output: str = written(".nii, .nii.gz, .nrrd, .mha or .mhd file, 32-bit numbers", ends=SUFFIXES)
    table: str = option(
        "your CSV: HU, and the quantity at them; straight lines between, constant beyond",
        metavar="CSV",
    )
    quantity: str = option(
        "what the second column is; stands in the file's description", default="density"
    )
    gate: ForceOption = field(default_factory=ForceOption)

    def run(self, watch: Watch) -> JobResult:
        """Read, convert, write."""
        import numpy as np

        from SyntheticCTLib.evaluation.density.calibration import read_density_table
        from SyntheticCTLib.files.volumes import read_volume, write_volume
        from SyntheticCTLib.guards.gate import check_ct

        table = read_density_table(self.table, self.quantity)
        watch.report("reading", 0.0)
        volume = read_volume(self.input)
        forced = check_ct(volume, force=self.gate.force)
        watch.report("converting", 0.4)
        values = table.of(volume.array).astype(np.float32)
        said = f"{self.quantity} by {Path(self.table).name}" + (", forced" if forced else "")
        about = {"modality": "OT", "description": said}
        converted = volume.with_array(values, **about)
        watch.report("writing", 0.7)
        write_volume(converted, self.output)
        return JobResult({"output": Path(self.output)}, converted)
