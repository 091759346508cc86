"""The job ``density``: what errors in HU mean for the path of beams, by a calibration table."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_folder, check_new_folder
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import ForceOption, SourceOptions
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch

#: What the folder holds.
FIGURES, DIFFERENCE = "beams.json", "density_difference.nii.gz"


@holds_options
class DensityJob(Job):
    """Density and water-equivalent path of a synthetic CT against the real one; no dose."""

    name: ClassVar[str] = "density"

    sct: str = option("synthetic CT: a file or a DICOM folder", positional=True)
    ct: str = option("real CT on the same grid", positional=True)
    table: str = option(
        "your scanner's calibration, CSV: HU and density relative to water", metavar="CSV"
    )
    output: str = written("a new folder", metavar="FOLDER")
    beams: tuple[float, ...] = option(
        "gantry angles, degrees: 0 from the front, 90 from the patient's left",
        default=(0.0, 90.0, 180.0, 270.0),
        metavar="DEGREES",
        limits=(-360, 360),
    )
    mask: str | None = option(
        "voxels that count, on the same grid (default: the CT's body)", default=None
    )
    scanned: SourceOptions = field(default_factory=SourceOptions)
    gate: ForceOption = field(default_factory=ForceOption)

    def check(self) -> None:
        """Refuse a folder that others' files are in, and one beam twice."""
        check_new_folder(Path(self.output))
        turns = [degrees % 360 for degrees in self.beams]
        if len(set(turns)) < len(turns):
            raise InputError(f"A beam is given twice: {' '.join(map('{:g}'.format, self.beams))}.")
        super().check()

    def run(self, watch: Watch) -> JobResult:
        """Read, sum along the rays, write."""
        from SyntheticCTLib.evaluation.density.calibration import read_density_table
        from SyntheticCTLib.evaluation.density.water_path import beam, density_difference
        from SyntheticCTLib.evaluation.scored_region import scored_region
        from SyntheticCTLib.files.plain_json import write_json
        from SyntheticCTLib.files.volumes import read_given, read_volume, write_volume
        from SyntheticCTLib.guards.gate import check_ct_pair

        table = read_density_table(self.table)
        watch.report("reading", 0.0)
        sct, ct, given = read_volume(self.sct), read_volume(self.ct), read_given(self.mask)
        forced = check_ct_pair(sct, ct, force=self.gate.force)
        region = scored_region(sct, ct, given, source=self.scanned.image(self.sct))
        difference, water = density_difference(sct, ct, region.array, table)
        found = []
        with atomic_folder(self.output) as folder:
            write_volume(difference, folder / DIFFERENCE)
            for number, degrees in enumerate(self.beams):
                watch.report("summing along rays", 0.2 + 0.8 * number / len(self.beams))
                one = beam(difference, water, degrees, watch=watch)
                found.append(one.figures)
                write_volume(one.difference, folder / f"water_path_{degrees:g}.nii.gz")
            told = {"region": region.description, "warnings": forced, "beams": found}
            write_json(told, folder / FIGURES)
            names = sorted(path.name for path in folder.iterdir())
        return JobResult({name: Path(self.output) / name for name in names}, found)
