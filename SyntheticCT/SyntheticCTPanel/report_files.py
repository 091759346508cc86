"""The files of the last comparison: report and figures, as long as Slicer runs."""

from __future__ import annotations

from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import copy_tree, exchanged_folder
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.protocols import Folders


class ReportFiles:
    """Keeps the folder that a comparison wrote.

    Args:
        exchange: where it lies.

    Attributes:
        folder: the last comparison's files; None before, and after the scene was loaded anew.
    """

    def __init__(self, exchange: Folders) -> None:
        self._exchange = exchange
        self.folder: Path | None = None

    def keep(self, made: Path) -> None:
        """Keep these files instead of the former ones."""
        kept = self._exchange.keep(made)
        self.forget()
        self.folder = kept

    def forget(self) -> None:
        """Remove the files: the scene is closed."""
        if self.folder is not None:
            self._exchange.remove(self.folder)
        self.folder = None

    @property
    def there(self) -> bool:
        """Whether there is a report to open or save."""
        return self.folder is not None and (self.folder / "report.html").is_file()

    def page(self) -> Path:
        """The file of the report.

        Raises:
            InputError: the scene was loaded, or its files have gone.
        """
        return self._kept() / "report.html"

    def save(self, folder: str | Path, *, replace: bool = False) -> str:
        """Copy report and files into a folder of their own: all of them, or none.

        Args:
            folder: is made; its parent must exist.
            replace: whether a folder of this name may be taken away first.

        Returns:
            A sentence for the user.

        Raises:
            InputError: the files have gone, or the folder is there and may not be replaced.
            OSError: it cannot be written.
        """
        kept, folder = self._kept(), Path(folder)
        if folder.exists() and not replace:
            raise InputError(
                _(
                    "{folder} is there already: choose another folder, or let it be replaced."
                ).format(folder=folder)
            )
        with exchanged_folder(folder, lambda _path: True) as made:
            copy_tree(kept, made)
        return _("Saved to {folder}.").format(folder=folder)

    def _kept(self) -> Path:
        if self.folder is None or not self.there:
            raise InputError(
                _("The report's files went with the Slicer that made them: compare again.")
            )
        return self.folder
