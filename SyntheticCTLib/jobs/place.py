"""The job ``place``: a CT on the grid of a synthetic CT, before anything is measured."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.files.origin import record_path
from SyntheticCTLib.files.volumes import SUFFIXES
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import REGISTRATION_HELP, ForceOption, SourceOptions
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.registration.transforms import SUFFIXES as TRANSFORMS


@holds_options
class PlaceJob(Job):
    """Bring a CT onto the grid of an sCT as ``compare`` does, to look at.

    ``<name>.json`` beside the output has "kind", "description" and "warnings".
    """

    name: ClassVar[str] = "place"

    sct: str = option("synthetic CT", positional=True)
    ct: str = option("real CT of the same patient", positional=True)
    output: str = option("volume to write, the CT on SCT's grid", writes=True, ends=SUFFIXES)
    registration: str = option(REGISTRATION_HELP, default="rigid")
    scanned: SourceOptions = field(default_factory=SourceOptions)
    gate: ForceOption = field(default_factory=ForceOption)
    start: str | None = option("a transform file to start the registration from", default=None)
    transform: str | None = option(
        "also write the transform that was found: .tfm", default=None, writes=True, ends=TRANSFORMS
    )

    def run(self, watch: Watch) -> JobResult:
        """Read, register, write."""
        from SyntheticCTLib.comparison.placement import place
        from SyntheticCTLib.files.plain_json import write_json
        from SyntheticCTLib.files.together import files_together
        from SyntheticCTLib.files.volumes import read_volume, write_volume
        from SyntheticCTLib.guards.gate import check_ct_pair
        from SyntheticCTLib.registration.transforms import write_transform

        output = Path(self.output)
        scanned = self.scanned.image(self.sct)
        sct, ct = read_volume(self.sct), read_volume(self.ct)
        forced = check_ct_pair(sct, ct, force=self.gate.force)
        placed = place(
            sct,
            ct,
            registration=self.registration,
            start=self.start,
            source=scanned,
            watch=watch.part(0.05, 0.95),
        )
        watch.check()
        found = placed.registration
        told = placed.told
        warnings = [*forced, *told.warnings]
        words = {"kind": told.kind, "description": told.description, "warnings": warnings}
        files = {"output": output, "description": record_path(output)}
        if self.transform is not None and found is not None:
            files["transform"] = Path(self.transform)
        with files_together(*files.values()) as staged:
            write_volume(placed.ct, staged(output))
            write_json(words, staged(files["description"]))
            if "transform" in files and found is not None:
                write_transform(found.transform, staged(files["transform"]))
        return JobResult(files, placed)
