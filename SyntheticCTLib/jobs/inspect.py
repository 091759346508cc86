"""The job ``inspect``: what an image is, and what speaks against using a model on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.jobs.job import Job, JobResult, Modality
from SyntheticCTLib.models import DEFAULT_MODEL
from SyntheticCTLib.options import holds_options, option
from SyntheticCTLib.progress import Watch
from SyntheticCTLib.synthesis.options import Method

if TYPE_CHECKING:
    from SyntheticCTLib.guards.input_guard import GuardWarning
    from SyntheticCTLib.image.volume import Volume


@holds_options
class InspectJob(Job):
    """Write "modality" and "warnings" (each "code", "sentence", "refuses") as JSON."""

    name: ClassVar[str] = "inspect"

    input: str = option("a file or a DICOM folder", positional=True)
    output: str = option("JSON file to write", writes=True)
    model: str = option("id or folder of the model", default=DEFAULT_MODEL)
    modality: Modality | None = option(
        "what the image is, where that is known (default: look)", default=None
    )
    method: Method = option(
        "petra: look whether the image suits that method, which has no model", default="auto"
    )

    def run(self, watch: Watch) -> JobResult:
        """Read, look, write."""
        from SyntheticCTLib.files.plain_json import write_json
        from SyntheticCTLib.files.volumes import read_volume
        from SyntheticCTLib.image.checks import check_volume
        from SyntheticCTLib.image.modality import guess_modality
        from SyntheticCTLib.sentences import parts_of

        volume = read_volume(self.input)
        if self.modality is not None:
            volume = volume.of_modality(self.modality)
        check_volume(volume)
        watch.report("looking at the image", 0.3)
        warnings = self._doubts(volume)
        found = {
            "modality": guess_modality(volume),
            "warnings": [
                {"code": w.code, "refuses": w.refuses, **parts_of(w.sentence)} for w in warnings
            ],
        }
        watch.check()
        write_json(found, Path(self.output))
        return JobResult({"output": Path(self.output)}, found)

    def _doubts(self, volume: Volume) -> list[GuardWarning]:
        """What speaks against the image for the model, or for the method that has none."""
        if self.method == "petra":
            from SyntheticCTLib.guards.mr import ultra_short_doubts

            return ultra_short_doubts(volume)
        from SyntheticCTLib.models import find_model_folder, read_info
        from SyntheticCTLib.tasks.registry import task_of

        info = read_info(find_model_folder(self.model))
        return task_of(info).doubts(volume, info)
