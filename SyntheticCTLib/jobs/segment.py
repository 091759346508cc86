"""The job ``segment``: tissues by HU, bones by shape, or organs and bones by TotalSegmentator."""

from __future__ import annotations

from dataclasses import field, replace
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import ForceOption
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.segmentation.options import BodyOptions, TotalSegmentatorOptions


@holds_options
class SegmentJob(Job):
    """Write labels; ``<name>.labels.json`` beside them says what each is."""

    name: ClassVar[str] = "segment"

    input: str = option("CT, sCT or MR: a file or DICOM folder", metavar="VOLUME", positional=True)
    output: str = written("label volume to write")
    guest_task: str | None = option(
        "a TotalSegmentator task: total for CT and sCT, total_mr for MR, ...",
        "--task",
        default=None,
        metavar="TASK",
        constants={"--tissues": (None, "tissues of a CT or sCT by HU (the default)")},
    )
    options: TotalSegmentatorOptions = field(default_factory=TotalSegmentatorOptions)
    gate: ForceOption = field(default_factory=ForceOption)
    bones: bool = option(
        "the bones of a CT or sCT one by one, by shape alone", default=False, group="bones"
    )
    bodies: BodyOptions = field(default_factory=BodyOptions)
    points: str | None = option(
        "with --bones: points of Slicer (.mrk.json or .fcsv), one in each bone by its name, or "
        "several as femur/1, femur/2: what touches is parted at the narrowest place between "
        "bones",
        default=None,
        metavar="FILE",
        group="bones",
    )

    def check(self) -> None:
        """Refuse what could not be written, and structures of no task."""
        from SyntheticCTLib.segmentation.labels import table_path

        if self.guest_task is None and self.options.structures:
            raise InputError("--structures belongs to a TotalSegmentator --task; give one.")
        if self.bones and self.guest_task is not None:
            raise InputError(f"--bones and --task {self.guest_task} are two ways: choose one.")
        if not self.bones and self.bodies.names:
            raise InputError("--names belongs to --bones; give it too.")
        if not self.bones and self.points is not None:
            raise InputError("--points belongs to --bones; give it too.")
        table_path(self.output)
        super().check()

    def run(self, watch: Watch) -> JobResult:
        """Read, segment, write labels and table."""
        from SyntheticCTLib.files.origin import origin_of
        from SyntheticCTLib.files.volumes import read_volume
        from SyntheticCTLib.registration.landmark_files import read_landmarks
        from SyntheticCTLib.segmentation.hu_tissues import segment_tissues
        from SyntheticCTLib.segmentation.labels import IMAGE_MADE_BY, write_segmentation
        from SyntheticCTLib.segmentation.totalsegmentator import segment_with_totalsegmentator
        from SyntheticCTLib.surface.make.bone_bodies import bone_bodies

        volume, part = read_volume(self.input), watch.part(0.02, 0.95)
        if self.bones:
            points = None if self.points is None else read_landmarks(self.points)
            found = bone_bodies(
                volume, self.bodies, points=points, force=self.gate.force, watch=part
            )
        elif self.guest_task is None:
            found = segment_tissues(volume, force=self.gate.force, watch=part)
        else:
            found = segment_with_totalsegmentator(
                volume, self.guest_task, self.options, force=self.gate.force, watch=part
            )
        watch.check()
        if (made_by := origin_of(volume).made_by) is not None:
            found = replace(found, record={**found.record, IMAGE_MADE_BY: made_by})
        table = write_segmentation(found, self.output)
        return JobResult({"output": Path(self.output), "table": table}, found)
