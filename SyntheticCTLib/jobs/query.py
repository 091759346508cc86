"""The job ``query``: which series an archive has, and one of them into a folder."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from SyntheticCTLib.dicom.network.tls import TlsOptions
from SyntheticCTLib.dicom.network.wanted import Wanted
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import check_new_folder
from SyntheticCTLib.jobs.job import Job, JobResult
from SyntheticCTLib.options import holds_options, option, written
from SyntheticCTLib.progress import Watch

if TYPE_CHECKING:
    from SyntheticCTLib.dicom.network.querying import FoundSeries

#: As many series are named in a sentence.
_NAMED = 5


@holds_options
class QueryJob(Job):
    """Ask an archive which series it has, and fetch the one that fits."""

    name: ClassVar[str] = "query"

    archive: str = option(
        "whom to ask (needs pynetdicom)", metavar="TITLE@HOST:PORT", positional=True
    )
    wanted: Wanted = field(default_factory=Wanted)
    output: str | None = written(
        "a new folder for the only series that fits (C-GET; default: only list them)",
        default=None,
        metavar="FOLDER",
    )
    move_to: str | None = option(
        "have the archive send the only series that fits to the node that it knows by this "
        "title (C-MOVE), such as an inbox that listens",
        default=None,
        metavar="TITLE",
    )

    tls: TlsOptions = field(default_factory=TlsOptions)

    def check(self) -> None:
        """Refuse questions and places that cannot be, before anybody is asked."""
        from SyntheticCTLib.dicom.network.querying import Archive

        Archive(self.archive, self.tls)
        self.wanted.check()
        if self.output is not None and self.move_to is not None:
            raise InputError("A series goes into a folder or to a node: leave -o or --move-to out.")
        if self.output is not None:
            check_new_folder(Path(self.output))
        super().check()

    def run(self, watch: Watch) -> JobResult:
        """Ask; fetch."""
        from SyntheticCTLib.dicom.network.querying import Archive

        archive = Archive(self.archive, self.tls)
        found = archive.find(self.wanted, watch.part(0.0, 0.2))
        files: dict[str, Path] = {}
        if self.output is not None:
            files["output"] = Path(self.output)
            archive.get(_only(found), files["output"], watch.part(0.2, 1.0))
        elif self.move_to is not None:
            archive.move(_only(found), self.move_to, watch.part(0.2, 1.0))
        return JobResult(files, found)


def _only(found: list[FoundSeries]) -> FoundSeries:
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError("No series fits: nothing was fetched.")
    names = [f'"{one.description}" ({one.modality}, {one.series})' for one in found[:_NAMED]]
    more = "; ..." if len(found) > _NAMED else ""
    raise InputError(
        f"{len(found)} series fit: {'; '.join(names)}{more}. Say which by --series or by "
        "--description."
    )
