"""The job ``dicom``: a result from a file as DICOM, in the patient and study of a series."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import ClassVar, Literal

from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import check_new_folder
from SyntheticCTLib.jobs.dicom_objects import Kind, kind_of_result, write_object
from SyntheticCTLib.jobs.image_output import DicomFolder
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import ForceOption
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.preprocessing.kinds import CT, MR
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.record_files import find_record


@holds_options
class DicomJob(Job):
    """Write a result as a DICOM series, or as an object that belongs to one."""

    name: ClassVar[str] = "dicom"

    input: str = option(
        "image, labels with their table, surface (.stl), transform, comparison's folder, .pdf",
        metavar="RESULT",
        positional=True,
    )
    output: str = written("a new folder for a series, else a .dcm file")
    kind: Kind | None = option(
        "what RESULT becomes (default: labels seg, surfaces stl, transforms registration, "
        "comparisons verdict, .pdf pdf, images series)",
        "--as",
        default=None,
    )
    moving: str | None = option(
        "of a transform, the series that moves; --like is the fixed one",
        default=None,
        metavar="SERIES",
    )
    dicom: DicomOptions = field(default_factory=DicomOptions)
    record: str | None = option(
        "how RESULT was made (default: the .json beside it, if there is one)",
        default=None,
        metavar="JSON",
    )
    modality: Literal["CT", "MR"] | None = option(
        "what RESULT is, where its record does not say", default=None
    )
    gate: ForceOption = field(default_factory=ForceOption)

    def check(self) -> None:
        """Refuse what could not be written."""
        from SyntheticCTLib.dicom.option_checks import check_options  # pydicom only now

        if self._becomes == "series":
            check_new_folder(Path(self.output))
        elif Path(self.output).suffix.lower() != ".dcm":
            raise InputError(f"{self.output} is to be one DICOM file: let its name end in .dcm.")
        elif self.dicom.enhanced:
            raise InputError("--enhanced is a form of images; this becomes something else.")
        check_options(self.dicom)
        super().check()

    def run(self, watch: Watch) -> JobResult:
        """Read, write."""
        if self._becomes == "series":
            return self._write_series(watch)
        output = Path(self.output)
        write_object(self.input, output, self._becomes, self.dicom, self.moving, watch)
        if self.dicom.send is not None:
            from SyntheticCTLib.dicom.network.sending import send

            send([output], self.dicom.send, tls=self.dicom.tls, watch=watch.part(0.95, 1.0))
        return JobResult({"output": output}, self._becomes)

    @property
    def _becomes(self) -> Kind:
        return self.kind or kind_of_result(self.input)

    def _write_series(self, watch: Watch) -> JobResult:
        from SyntheticCTLib.files.volumes import read_volume
        from SyntheticCTLib.guards.gate import check_ct

        record = find_record(self.input, self.record)
        source = self.input if Path(self.input).is_dir() else None
        target = DicomFolder(Path(self.output), self.dicom, source)
        watch.report("reading", 0.0)
        volume = read_volume(self.input)
        said = None if record is None else record.scale.get("modality")
        modality = self.modality or said or volume.metadata.get("modality")
        if modality not in (CT.name, MR.name):
            raise InputError(
                f"Nothing says whether {self.input} is a CT or an MR: give --modality."
            )
        image = volume.of_modality(modality)
        forced = check_ct(volume, force=self.gate.force) if modality == CT.name else []
        target.write(image, target.path, record, forced=forced, watch=watch.part(0.3, 0.9))
        target.send(watch.part(0.9, 1.0))
        return JobResult({"output": target.path}, "series")
