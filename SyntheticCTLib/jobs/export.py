"""The job ``export``: the weights of a training run as a model folder."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import ClassVar, Literal

from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.jobs.training_options import StatementOptions
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch


@holds_options
class ExportJob(FolderJob):
    """Write the averaged weights of a run as a model folder."""

    name: ClassVar[str] = "export"

    run_folder: str = option("folder of the run", positional=True)
    pairs: str = option("folder of the aligned pairs it was trained on", positional=True)
    output: str = written("the model folder")
    weights: Literal["float16", "int8"] = option(
        "how weights are stored: int8 takes half the space, at a cost of a few HU",
        default="float16",
    )
    twin: str | None = option(
        "a model trained in the same way without some patients, and calibrated on those "
        "(calibrate-interval): what was measured of its interval is stored here",
        default=None,
        metavar="MODEL",
    )
    said: StatementOptions = field(default_factory=StatementOptions)

    def names(self) -> list[str]:
        """The file that makes a folder a model."""
        from SyntheticCTLib.models.info import METADATA_FILE

        return [METADATA_FILE]

    def run(self, watch: Watch) -> JobResult:
        """Export. The result is the model's ``ModelInfo``."""
        from SyntheticCTLib.models import load_model
        from SyntheticCTLib.models.bundle import calibrated_interval, take_calibration
        from SyntheticCTLib.training.run.export import export_model

        output = Path(self.output)
        twin = None if self.twin is None else load_model(self.twin).info
        if twin is not None:  # refused before anything is written
            calibrated_interval(twin)
        watch.report("writing the model", 0.2)
        info = export_model(
            Path(self.run_folder),
            Path(self.pairs),
            output,
            statement=self.said.statement(),
            storage=self.weights,
        )
        if twin is not None:
            info = take_calibration(output, twin)
        return JobResult({"output": output}, info)
