"""The folders through which panel and worker exchange files."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.files.folders import TEMPORARY_PREFIX, copy_tree
from SyntheticCTLib.files.room import in_megabytes
from SyntheticCTPanel.i18n import tr as _

#: How long the window waits for a folder to go, s.
_LOOK_SECONDS = 0.1


class Exchange:
    """Makes temporary folders, and removes them.

    Args:
        base: where they are made; asked each time, for the user may choose another any time.
    """

    def __init__(self, base: Callable[[], str | Path]) -> None:
        self._base = base
        self._folders: list[Path] = []
        self._removals: list[threading.Thread] = []

    def new_folder(self) -> Path:
        """A new, empty folder.

        Raises:
            ResourceError: it cannot be made.
        """
        base = self._base()
        try:
            Path(base).mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=base))
        except OSError as error:
            raise ResourceError(
                _(
                    "Nothing can be written to the folder of temporary files ({folder}: {reason}). "
                    "Choose another in Edit > Application Settings > Modules."
                ).format(folder=base, reason=error.strerror)
            ) from error
        self._folders.append(folder)
        return folder

    @contextmanager
    def begun(self) -> Iterator[Path]:
        """A new, empty folder for what is begun within; it goes where that raises, whatever it is.

        Raises:
            ResourceError: it cannot be made.
        """
        folder = self.new_folder()
        try:
            yield folder
        except BaseException:
            self.remove(folder)
            raise

    def check_room(self, needed: int) -> None:
        """Refuse work whose files would not fit, before it begins.

        Args:
            needed: what will be written, bytes.

        Raises:
            ResourceError: so much is not free.
        """
        base = self._base()
        free = shutil.disk_usage(base).free
        if free < needed:
            left, asked = in_megabytes(free, needed)
            raise ResourceError(
                _(
                    "The disk of the folder of temporary files ({folder}) has {free} MB left "
                    "and this needs about {needed} MB. Free some, or choose another folder in "
                    "Edit > Application Settings > Modules."
                ).format(folder=base, free=left, needed=asked)
            )

    def keep(self, folder: Path) -> Path:
        """Move a folder that lies in one of ours, which will be removed, into one of its own."""
        with self.begun() as kept:
            if kept.stat().st_dev == folder.stat().st_dev:
                kept.rmdir()
                return folder.rename(kept)
            copy_tree(folder, kept)  # another was chosen since, on another disk
            return kept

    def remove(self, folder: Path) -> None:
        """Remove a folder with all that is in it."""
        if folder in self._folders:
            self._folders.remove(folder)
        # Gigabytes take a while: what is not gone in a moment goes on in its thread.
        removal = threading.Thread(target=shutil.rmtree, args=(folder, True))
        removal.start()
        removal.join(_LOOK_SECONDS)
        self._removals = [*(one for one in self._removals if one.is_alive()), removal]

    def remove_all(self) -> None:
        """Remove every folder that was made."""
        for folder in list(self._folders):
            self.remove(folder)
        for removal in self._removals:
            removal.join()
