"""Labels with text that wraps: a form in a scroll area does not make room for its lines itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import qt

from SyntheticCTPanel.protocols import Widget

#: A label that was never shown has no width yet; the panel is about this wide, pixels.
_NARROWEST = 250


class WrappingLabels(qt.QObject):
    """Keeps labels as high as their text needs, however wide the panel is drawn.

    Args:
        labels: with word wrap.
    """

    def __init__(self, labels: Sequence[Widget]) -> None:
        super().__init__()
        self._labels = list(labels)
        self._fitted: list[tuple[str, int] | None] = [None for _ in self._labels]
        self._looks_soon = False
        for label in labels:
            label.installEventFilter(self)

    def eventFilter(self, label: Widget, event: Any) -> bool:
        """Fit a label whose width has changed; every event goes on its way."""
        if event.type() == qt.QEvent.Resize:
            if event.size().width() != event.oldSize().width():
                fit(label)
            self.look_again()
        return False

    def look_again(self) -> None:
        """Fit all of them once the window has laid out what it is about to.

        While views are arranged anew the panel is wider for a moment: a height for that width would
        stay, and the form, a line short, would draw rows over one another.
        """
        if not self._looks_soon:
            self._looks_soon = True
            qt.QTimer.singleShot(0, self._fit_all)

    def close(self) -> None:
        """The labels go, and a look that was still to come finds none."""
        self._labels.clear()

    def _fit_all(self) -> None:
        self._looks_soon = False
        for number, label in enumerate(self._labels):
            if (now := (label.text, label.width)) != self._fitted[number]:
                self._fitted[number] = now
                fit(label)


def fit(label: Widget) -> None:
    """Make a label as high as its text needs at its width."""
    label.minimumHeight = 0  # or it would count in what is needed
    if label.text:
        label.minimumHeight = label.heightForWidth(max(label.width, _NARROWEST))
