"""The folders through which panel and worker exchange files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path


class Exchange:
    """Makes temporary folders, and removes them.

    Args:
        base: where they are made; None for the system's folder of temporary files.
    """

    def __init__(self, base: str | Path | None = None) -> None:
        self._base = base
        self._folders: list[Path] = []

    def new_folder(self) -> Path:
        """A new, empty folder."""
        if self._base is not None:
            Path(self._base).mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="synthetic-ct-", dir=self._base))
        self._folders.append(folder)
        return folder

    def keep(self, folder: Path) -> Path:
        """Move a folder that lies in one of ours, which will be removed, into one of its own."""
        kept = self.new_folder()
        kept.rmdir()
        return folder.rename(kept)

    def remove(self, folder: Path) -> None:
        """Remove a folder with all that is in it."""
        if folder in self._folders:
            self._folders.remove(folder)
        shutil.rmtree(folder, ignore_errors=True)

    def remove_all(self) -> None:
        """Remove every folder that was made."""
        for folder in list(self._folders):
            self.remove(folder)
