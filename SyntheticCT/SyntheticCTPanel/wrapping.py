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
        for label in labels:
            label.installEventFilter(self)

    def eventFilter(self, label: Widget, event: Any) -> bool:
        """Fit a label whose width has changed; every event goes on its way."""
        if event.type() == qt.QEvent.Resize and event.size().width() != event.oldSize().width():
            fit(label)
        return False


def fit(label: Widget) -> None:
    """Make a label as high as its text needs at its width."""
    label.minimumHeight = 0  # or it would count in what is needed
    if label.text:
        label.minimumHeight = label.heightForWidth(max(label.width, _NARROWEST))
