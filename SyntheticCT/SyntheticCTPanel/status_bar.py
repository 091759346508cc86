"""Slicer's status bar: seen while the panel is scrolled, and while another module is open."""

from __future__ import annotations

import qt
import slicer

from SyntheticCTPanel import words
from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.protocols import Widget
from SyntheticCTPanel.runner import JobRunner

#: How long a sentence stays, ms. What is being done is said again several times a second.
_STAYS_MS = 10_000


class StatusBar:
    """The notice, and how far the work is or how it ended."""

    def __init__(self) -> None:
        self._notice: Widget | None = None
        self._said = ""

    def enter(self) -> None:
        """The module is opened: keep the notice in sight, however far the panel is scrolled."""
        window = slicer.util.mainWindow()
        if window is not None and self._notice is None:
            self._notice = qt.QLabel(_("Synthetic CT: not for clinical use"))
            window.statusBar().addPermanentWidget(self._notice)

    def exit(self) -> None:
        """Another module is opened."""
        window = slicer.util.mainWindow()
        if self._notice is not None:
            if window is not None:  # at once: the next one may come before this one is deleted
                window.statusBar().removeWidget(self._notice)
            self._notice.deleteLater()
            self._notice = None

    def follow(self, runner: JobRunner) -> None:
        """Say what has changed of the work."""
        sentence = runner.message
        if runner.state.busy:
            sentence = f"{runner.title}: {words.progress_text(runner)}"
        if sentence != self._said:
            self._said = sentence
            slicer.util.showStatusMessage(sentence, _STAYS_MS)
