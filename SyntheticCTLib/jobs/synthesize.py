"""The job ``synthesize``: an image in, the synthetic image on the same grid out."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.origin import record_path
from SyntheticCTLib.files.plain_json import json_text
from SyntheticCTLib.jobs.job import Job, JobResult, Modality, temporary
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.options import option
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.record_files import beside

if TYPE_CHECKING:
    from SyntheticCTLib.image.volume import Volume
    from SyntheticCTLib.synthesis.synthesize import Synthesis


@dataclass(frozen=True)
class SynthesizeJob(Job):
    """Make a synthetic image and write it, with its record beside it.

    Of several samples the spread, and of a texture their mean too, are written beside the output,
    as <name>_spread and <name>_mean.
    """

    name: ClassVar[str] = "synthesize"

    input: str = field(
        metadata=option(
            "NIfTI, NRRD, MHA or MHD file, or a folder with one DICOM series", positional=True
        )
    )
    output: str = field(
        metadata=option(".nii, .nii.gz, .nrrd, .mha or .mhd file", "-o", "--output", writes=True)
    )
    model: str = field(default=DEFAULT_MODEL, metadata=option("model id or model folder"))
    options: SynthesisOptions = field(default_factory=SynthesisOptions)
    modality: Modality | None = field(
        default=None, metadata=option("what INPUT is, where its file does not say (default: look)")
    )
    prior: str | None = field(
        default=None,
        metadata=option(
            "an earlier CT in the same place: fills what a CBCT's field of view cuts off",
            metavar="CT",
        ),
    )
    field_of_view: str | None = field(
        default=None,
        metadata=option(
            "also write where OUTPUT was made from the input, as 0 or 1",
            metavar="FILE",
            writes=True,
        ),
    )
    write_record: bool = field(
        default=True, metadata=option("write no .json beside OUTPUT", "--no-record")
    )

    def check(self) -> None:
        """Refuse what could not be written."""
        record_path(Path(self.output))
        super().check()

    def temporary_files(self) -> list[tuple[Path, str]]:
        """Also those of the images beside the output."""
        output = Path(self.output)
        further = [(output.absolute().parent, temporary(output, p)) for p in ("_mean", "_spread")]
        return super().temporary_files() + further

    def run(self, watch: Watch) -> JobResult:
        """Read, synthesize, write."""
        # Only now: loading torch takes seconds.
        from SyntheticCTLib.files.volumes import read_volume
        from SyntheticCTLib.synthesis.synthesize import synthesize

        image: Volume | str = self.input
        if self.modality is not None:
            volume = read_volume(self.input)
            image = volume.with_array(volume.array, modality=self.modality)
        made = synthesize(
            image, self.model, self.options, prior=self.prior, watch=watch.part(0.0, 0.98)
        )
        watch.report("writing", 0.98)
        return JobResult(self._write(made), made)

    def _write(self, made: Synthesis) -> dict[str, Path]:
        import numpy as np

        from SyntheticCTLib.files.volumes import write_volume

        output = Path(self.output)
        files = {"output": output}
        if self.field_of_view is not None:
            seen = made.field_of_view
            files["field_of_view"] = Path(self.field_of_view)
            write_volume(seen.with_array(seen.array.astype(np.uint8)), files["field_of_view"])
        with ExitStack() as undo:  # none of the files without the others
            for name, image in _of_samples(made).items():
                files[name] = beside(output, name)
                undo.callback(files[name].unlink, missing_ok=True)
                write_volume(image, files[name])
            if self.write_record:
                files["record"] = record_path(output)
                with atomic_path(files["record"]) as temporary_file:
                    record = json_text(replace(made.record, output=self.output))
                    temporary_file.write_text(record + "\n", encoding="utf-8")
                    write_volume(made.volume, output)
            else:
                write_volume(made.volume, output)
            undo.pop_all()
        return files


def _of_samples(made: Synthesis) -> dict[str, Volume]:
    """What several samples give beside the result, by what it is."""
    images = {"mean": made.mean if made.record.is_drawn else None, "spread": made.spread}
    return {name: image for name, image in images.items() if image is not None}
