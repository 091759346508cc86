"""The job ``compare``: a synthetic CT against the real one, with surfaces and report."""

from __future__ import annotations

import glob
from dataclasses import field
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.files.atomic import TEMPORARY
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import (
    INTERACTIVE_HELP,
    REGISTRATION_HELP,
    ForceOption,
    LandmarkOptions,
    SourceOptions,
)
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.record_files import find_record


@holds_options
class CompareJob(Job):
    """Compare a synthetic CT with the real one and write the folder of results."""

    name: ClassVar[str] = "compare"

    sct: str = option("synthetic CT: a file or a DICOM folder", positional=True)
    ct: str = option("real CT of the same patient", positional=True)
    output: str = written("where the results go", metavar="FOLDER")
    registration: str = option(REGISTRATION_HELP, default="none", metavar="KIND")
    landmarks: LandmarkOptions = field(default_factory=LandmarkOptions)
    scanned: SourceOptions = field(default_factory=SourceOptions)
    mask: str | None = option(
        "voxels that count, on SCT's grid (default: the CT's body in the field of view)",
        default=None,
    )
    labels: str | None = option(
        "bones of CT, one number each, on CT's grid: each is measured on its own", default=None
    )
    sct_labels: str | None = option(
        "the same of SCT, on its grid, for Dice and HD95", default=None, metavar="LABELS"
    )
    record: str | None = option(
        "how SCT was made (default: the .json beside SCT, if there is one)",
        default=None,
        metavar="JSON",
    )
    options: AccuracyOptions = field(default_factory=AccuracyOptions)
    title: str = option("name of the case, for the report's heading", default="")
    interactive: bool = option(INTERACTIVE_HELP, default=False)
    gate: ForceOption = field(default_factory=ForceOption)
    start: str | None = option("a transform file to start the registration from", default=None)

    def check(self) -> None:
        """Refuse a folder that could not be written."""
        from SyntheticCTLib.report.folder import check_folder

        check_folder(self.output)
        self.landmarks.check()
        super().check()

    def replaced(self) -> list[Path]:
        """The folder, where it holds an earlier comparison."""
        from SyntheticCTLib.report.folder import is_of_comparison

        folder = Path(self.output)
        return [folder] if any(map(is_of_comparison, folder.glob("*"))) else []

    def temporary_files(self) -> list[tuple[Path, str]]:
        """The folder in which everything is made."""
        folder = Path(self.output).absolute()
        return [(folder.parent, f"{TEMPORARY}{glob.escape(folder.name)}")]

    def run(self, watch: Watch) -> JobResult:
        """Read, compare, write the folder."""
        from SyntheticCTLib.comparison.compare import compare
        from SyntheticCTLib.files.volumes import read_given, read_volume
        from SyntheticCTLib.report.folder import write_comparison
        from SyntheticCTLib.segmentation.label_tables import label_names

        provenance = find_record(self.sct, self.record)
        watch.report("reading", 0.0)
        found = compare(
            read_volume(self.sct),
            read_volume(self.ct),
            self.options,
            mask=read_given(self.mask),
            registration=self.landmarks.pairs() or self.registration,
            start=self.start,
            source=read_given(self.scanned.source),
            source_modality=self.scanned.source_modality,
            labels=read_given(self.labels),
            sct_labels=read_given(self.sct_labels),
            names=None if self.labels is None else label_names(self.labels),
            provenance=provenance,
            force=self.gate.force,
            watch=watch.part(0.02, 0.85),
        )
        part = watch.part(0.85, 1.0)
        files = write_comparison(
            found, self.output, title=self.title, interactive=self.interactive, watch=part
        )
        return JobResult(files, found)
