"""The job ``synthesize``: an image in, the synthetic image on the same grid out."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import check_new_folder
from SyntheticCTLib.files.origin import record_path
from SyntheticCTLib.files.plain_json import json_text
from SyntheticCTLib.files.volumes import SUFFIXES
from SyntheticCTLib.jobs.image_output import DicomFolder, ImageFile
from SyntheticCTLib.jobs.job import Job, JobResult, Modality, temporary
from SyntheticCTLib.jobs.shared_options import MemoryOption
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.options import SynthesisOptions

if TYPE_CHECKING:
    from SyntheticCTLib.image.volume import Volume
    from SyntheticCTLib.models import Model
    from SyntheticCTLib.synthesis.made import Synthesis


#: What may be written beside the output, by what its name ends in, as a series of DICOM says it.
_BESIDE = {
    "mean": "mean of samples",
    "spread": "spread of samples",
    "lower": "lower bound",
    "upper": "upper bound",
    "bone_probability": "bone probability",
    "expected_error": "expected error",
}


@holds_options
class SynthesizeJob(Job):
    """Make a synthetic image and write it, with its record beside it.

    Of several samples the spread, and of a texture their mean too, are written beside the output,
    as <name>_spread and <name>_mean.
    """

    name: ClassVar[str] = "synthesize"

    input: str = option(
        "NIfTI, NRRD, MHA or MHD file, or a folder with one DICOM series", positional=True
    )
    output: str = written(
        ".nii, .nii.gz, .nrrd, .mha or .mhd file; with --format dicom a new folder"
    )
    model: str = option("model id or model folder", default=DEFAULT_MODEL)
    options: SynthesisOptions = field(default_factory=SynthesisOptions)
    modality: Modality | None = option(
        "what INPUT is, where its file does not say (default: look)", default=None
    )
    prior: str | None = option(
        "the patient's planning CT: corrects a CBCT (see method), fills what its field cut off",
        default=None,
        metavar="CT",
    )
    field_of_view: str | None = option(
        "also write where OUTPUT was made from the input, as 0 or 1",
        default=None,
        metavar="FILE",
        writes=True,
        ends=SUFFIXES,
    )
    came_from: str | None = option(
        "of a cone-beam CT, also write which voxels came from where: 0 nothing, 1 the scan, 2 "
        "the planning CT at the rim, 3 the planning CT outside the field of view",
        default=None,
        metavar="FILE",
        writes=True,
        ends=SUFFIXES,
    )
    bounds: bool = option(
        "also write bounds in HU, bone probability and expected error of a model that gives "
        "them, as <name>_lower, _upper, _bone_probability and _expected_error",
        default=False,
    )
    write_record: bool = option("write no .json beside OUTPUT", "--no-record", default=True)
    limit: MemoryOption = field(default_factory=MemoryOption)

    format: Literal["file", "dicom"] = option(
        "what OUTPUT is: a file, or a DICOM series in the patient and study of INPUT",
        default="file",
        group="DICOM",
    )
    dicom: DicomOptions = field(default_factory=DicomOptions)

    def check(self) -> None:
        """Refuse what could not be written."""
        if self.format == "dicom":
            from SyntheticCTLib.dicom.option_checks import check_options

            check_new_folder(Path(self.output))
            check_options(self.dicom)
        elif self.dicom != DicomOptions():
            raise InputError("Options of DICOM belong to --format dicom; give it too.")
        else:
            record_path(Path(self.output))
        super().check()

    def temporary_files(self) -> list[tuple[Path, str]]:
        """Also those of the images beside the output."""
        output = Path(self.output)
        further = [(output.absolute().parent, temporary(output, f"_{what}")) for what in _BESIDE]
        return super().temporary_files() + further

    def run(self, watch: Watch) -> JobResult:
        """Read, synthesize, write."""
        # Only now: loading torch takes seconds.
        from SyntheticCTLib.files.volumes import read_volume
        from SyntheticCTLib.synthesis.synthesize import synthesize

        target, model = self._target(), self._loaded()
        image: Volume | str = self.input
        if self.modality is not None:
            image = read_volume(self.input).of_modality(self.modality)
        made = synthesize(image, model, self.options, prior=self.prior, watch=watch.part(0.0, 0.9))
        if made.surface_calibration is not None:
            from SyntheticCTLib.surface.measure.expected import with_expected

            made = with_expected(made, watch.part(0.9, 0.98))
        watch.report("writing", 0.98)
        files = self._write(made, target)
        target.send(watch.part(0.99, 1.0))
        return JobResult(files, made)

    def _loaded(self) -> Model | str:
        """The model, or its name where the method has none; refuse what it cannot give."""
        from SyntheticCTLib.models import load_model
        from SyntheticCTLib.synthesis.petra import PETRA
        from SyntheticCTLib.tasks.registry import task_of

        if self.options.method == PETRA:
            if self.model != DEFAULT_MODEL or self.bounds or self.came_from is not None:
                raise InputError(
                    "The method petra takes no model, and gives neither bounds nor where voxels "
                    "came from: leave out --model, --bounds and --came-from."
                )
            return self.model
        model = load_model(self.model)
        if self.bounds and model.info.interval is None:
            raise InputError(
                f"The model {self.model} gives no bounds: leave out --bounds, or fit some to pairs "
                "of your own (calibrate-interval)."
            )
        if self.came_from is not None and not task_of(model.info).has_methods:
            raise InputError(
                f"Where voxels came from is told of cone-beam CTs; {self.model} is for "
                f"{model.info.input_modality}: leave out --came-from."
            )
        return model

    def _target(self) -> ImageFile | DicomFolder:
        """Where the images go; what a DICOM series belongs to is looked up before hours of work."""
        output = Path(self.output)
        if self.format == "file":
            return ImageFile(output)
        return DicomFolder(output, self.dicom, self.input if Path(self.input).is_dir() else None)

    def _write(self, made: Synthesis, target: ImageFile | DicomFolder) -> dict[str, Path]:
        from SyntheticCTLib.files.together import files_together
        from SyntheticCTLib.files.volumes import write_volume

        images, masks = self._beside(made), self._masks(made)
        files = {"output": target.path, **{name: target.beside(name) for name in images}}
        files |= {name: Path(getattr(self, name)) for name in masks}
        if self.write_record:
            files["record"] = target.record
        single = [path for name, path in files.items() if name in masks or target.is_file]
        with ExitStack() as undo:  # none of the files without the others
            with files_together(*single, target.record) as place:
                for name, mask in masks.items():
                    write_volume(mask, place(files[name]))
                for name, image in {**images, "output": made.volume}.items():
                    goes = place(files[name]) if target.is_file else files[name]
                    undo.callback(target.remove, goes)
                    target.write(image, goes, made.record, _BESIDE.get(name, ""))
                if self.write_record:
                    record = json_text(replace(made.record, output=target.path.name))
                    place(files["record"]).write_text(record + "\n", encoding="utf-8")
            undo.pop_all()
        return files

    def _masks(self, made: Synthesis) -> dict[str, Volume]:
        """What is written under names of their own, by the options that name them."""
        import numpy as np

        seen, found = made.field_of_view, {}
        if self.field_of_view is not None:
            found["field_of_view"] = seen.with_array(seen.array.astype(np.uint8))
        if self.came_from is not None and made.came_from is not None:
            found["came_from"] = made.came_from
        return found

    def _beside(self, made: Synthesis) -> dict[str, Volume]:
        """What is written beside the result, by a name of ``_BESIDE``."""
        images = {"mean": made.mean if made.record.is_drawn else None, "spread": made.spread}
        if self.bounds:
            images |= {
                "lower": made.lower,
                "upper": made.upper,
                "bone_probability": made.bone_probability,
                "expected_error": made.expected_error,
            }
        return {name: image for name, image in images.items() if image is not None}
