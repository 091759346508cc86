"""The job ``head-phantom``: MR and CT of a head made of ellipsoids, or of a label map."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import ClassVar, Literal

from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.simulation.head.options import HeadOptions

#: Voxels of a head that shows its parts, and that fits into memory, mm.
_SPACING_MM = (0.3, 12.0)


@holds_options
class HeadPhantomJob(FolderJob):
    """Draw a head."""

    name: ClassVar[str] = "head-phantom"

    output: str = option("made if missing", metavar="OUTPUT_FOLDER", positional=True, writes=True)
    labels: str | None = option(
        "a label map of BrainWeb or SynthSeg to draw, in place of ellipsoids", default=None
    )
    spacing: float = option(
        "of the voxels, mm, the same on all axes", default=1.0, limits=_SPACING_MM
    )
    options: HeadOptions = field(default_factory=HeadOptions)
    format: Literal["nii.gz", "nii", "nrrd", "mha", "mhd"] = option("file format", default="nii.gz")

    def names(self) -> list[str]:
        """Its images."""
        return [f"{name}.{self.format}" for name in ("mr", "ct", "bone")]

    def run(self, watch: Watch) -> JobResult:
        """Draw, write."""
        from SyntheticCTLib.simulation.head.analytic import analytic_head
        from SyntheticCTLib.simulation.head.anatomy import head_anatomy
        from SyntheticCTLib.simulation.head.draw import draw_head
        from SyntheticCTLib.simulation.head.label_maps import head_tissues, read_labels

        watch.report("making the anatomy", 0.0)
        if self.labels is None:
            tissues = analytic_head(self.options.seed, self.spacing)
        else:
            tissues = head_tissues(read_labels(Path(self.labels)))
        watch.check()
        anatomy = head_anatomy(tissues, self.spacing)
        phantom = draw_head(anatomy, self.options, watch.part(0.4, 0.95))
        watch.check()
        return JobResult(phantom.write(self.output, self.format), phantom)
