"""The job ``compare-studies``: two models or versions on the same patients."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.jobs.folder_job import FolderJob
from SyntheticCTLib.jobs.job import JobResult
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch


@holds_options
class CompareStudiesJob(FolderJob):
    """Pair two studies by patient: differences, and whether one is no worse than the other."""

    name: ClassVar[str] = "compare-studies"

    study: str = option("the study that is judged", positional=True)
    other: str = option("the one that it is held against", positional=True)
    output: str | None = written(
        "for page and table, made if missing", default=None, metavar="FOLDER"
    )
    margin: tuple[str, ...] = option(
        "how much worse STUDY may be in a figure (a column of summary.csv), in its unit; "
        "shares from 0 to 1; may be given again",
        default=(),
        metavar="FIGURE=VALUE",
        repeated=True,
    )

    def check(self) -> None:
        """Refuse a margin that is none."""
        self._margins()
        super().check()

    def names(self) -> list[str]:
        """Page and table."""
        from SyntheticCTLib.cohort.pages.paired_page import PAGE, TABLE

        return [PAGE, TABLE]

    def run(self, watch: Watch) -> JobResult:
        """Pair, write. The result is a list of ``PairedFigure``."""
        from SyntheticCTLib.cohort.figures.paired import paired_figures
        from SyntheticCTLib.cohort.figures.patients import read_patients
        from SyntheticCTLib.cohort.pages.paired_page import write_paired
        from SyntheticCTLib.cohort.reading import read_results

        folders = Path(self.study), Path(self.other)
        first, second = (read_patients(folder, read_results(folder)[1]) for folder in folders)
        watch.check()
        found = paired_figures(first, second, self._margins())
        if self.output is None:
            return JobResult({}, found)
        names = folders[0].absolute().name, folders[1].absolute().name
        if names[0] == names[1]:
            names = self.study, self.other
        Path(self.output).mkdir(parents=True, exist_ok=True)
        return JobResult(write_paired(found, names, Path(self.output)), found)

    def _margins(self) -> dict[str, float]:
        """The margin of a figure, by its name."""
        margins = {}
        for text in self.margin:
            name, _, value = text.partition("=")
            try:
                margins[name] = float(value)
            except ValueError:
                raise InputError(f"--margin is FIGURE=VALUE, as mae_hu=5; got {text!r}.") from None
        return margins
