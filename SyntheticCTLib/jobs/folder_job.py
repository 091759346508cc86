"""A job that writes into a folder, which it makes if it is missing."""

from __future__ import annotations

from pathlib import Path

from SyntheticCTLib.files.atomic import TEMPORARY
from SyntheticCTLib.files.image_sets import check_folder_to_make
from SyntheticCTLib.jobs.job import Job


class FolderJob(Job):
    """Its outputs are folders, whose other files stay."""

    def check(self) -> None:
        """Refuse a folder that could not be made, with those that it is in."""
        for folder in self.outputs():
            check_folder_to_make(folder)

    def replaced(self) -> list[Path]:
        """The files of its names that are there."""
        written = [folder / name for folder in self.outputs() for name in self.names()]
        return [path for path in written if path.is_file()]

    def names(self) -> list[str]:
        """What it writes anew in its folder; nothing, of a job that goes on with what is there."""
        return []

    def temporary_files(self) -> list[tuple[Path, str]]:
        """Also those in the folders."""
        inside = [(folder.absolute(), f"{TEMPORARY}*") for folder in self.outputs()]
        return super().temporary_files() + inside
