"""The job ``report``: the HTML report of a comparison, made again from the files it saved."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.jobs.shared_options import INTERACTIVE_HELP
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch


@holds_options
class ReportJob(Job):
    """Write the report again. Nothing is measured again."""

    name: ClassVar[str] = "report"

    folder: str = option("the folder of a comparison", positional=True)
    output: str | None = written("default: report.html in FOLDER", default=None, metavar="FILE")
    title: str | None = option("name of the case (default: the one that was saved)", default=None)
    readers: str | None = option(
        "scores of readers: columns reader, landmark, image (sCT or CT), score from 0 to 10 "
        "(default: readers.csv in FOLDER, if it is there)",
        default=None,
        metavar="CSV",
    )

    interactive: bool = option(INTERACTIVE_HELP, default=False)

    def run(self, watch: Watch) -> JobResult:
        """Read, write."""
        from SyntheticCTLib.comparison.folder import REPORT, SURFACE_PAGE, read_document
        from SyntheticCTLib.files.together import files_together
        from SyntheticCTLib.report.build import write_report
        from SyntheticCTLib.report.surface_page import write_surface_page

        folder = Path(self.folder)
        read_document(folder)  # so that a folder of none is told before anything is made in it
        report = folder / REPORT if self.output is None else Path(self.output)
        files = {"report": report}
        if self.interactive:
            files["surfaces"] = report.parent / SURFACE_PAGE
        with files_together(*files.values()) as place:
            if self.interactive:
                write_surface_page(folder, place(files["surfaces"]))
                watch.check()
            turned = self.interactive or (report.parent / SURFACE_PAGE).is_file()
            write_report(
                folder, place(report), title=self.title, readers=self.readers, turned=turned
            )
        return JobResult(files, report)
