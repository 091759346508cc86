"""The job ``curves``: the curves of a training run as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch


@holds_options
class CurvesJob(Job):
    """Draw the curves of a run, which may still be going on."""

    name: ClassVar[str] = "curves"

    run_folder: str = option("folder of the run", positional=True)
    output: str | None = written("(default: RUN_FOLDER/curves.svg)", default=None)

    def run(self, watch: Watch) -> JobResult:
        """Read, draw. The result is the run's ``Curves``."""
        from SyntheticCTLib.files.atomic import write_whole
        from SyntheticCTLib.training.run.curves import curves_svg, read_curves

        curves = read_curves(Path(self.run_folder))
        output = Path(self.output or Path(self.run_folder) / "curves.svg")
        watch.check()
        write_whole(output, curves_svg(curves, Path(self.run_folder).absolute().name))
        return JobResult({"output": output}, curves)
