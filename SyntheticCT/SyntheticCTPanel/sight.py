"""The panel scrolls to the answer to a button once it is there: it stands further below."""

from __future__ import annotations

from functools import partial
from typing import Any

import qt

from SyntheticCTPanel.protocols import Widget, Widgets
from SyntheticCTPanel.runner import JobRunner

#: Where the answer to a button stands.
_ANSWERS = {"synthesizeButton": "expectedLabel", "compareButton": "verdictLabel"}

#: Room that is left below it, pixels.
_ROOM = 30


class Sight:
    """Follows the work, and brings its answer into sight when it has ended well.

    Args:
        ui: the widgets by name.
    """

    def __init__(self, ui: Widgets) -> None:
        self._ui, self._busy = ui, False

    def follow(self, runner: JobRunner, button: str) -> None:
        """The work may have ended; what it is about has been shown.

        Args:
            runner: carries it out.
            button: whose work it is.
        """
        ended, self._busy = self._busy and not runner.state.busy, runner.state.busy
        if ended and runner.outcome == "done" and button in _ANSWERS:
            answer = getattr(self._ui, _ANSWERS[button])
            # In a turn of its own: the labels have not taken their new height yet.
            qt.QTimer.singleShot(0, partial(scroll_to, answer))


def scroll_to(widget: Widget) -> None:
    """Scroll the panel until a widget is seen; no further than that takes."""
    area: Any = widget
    while area is not None and area.className() != "QScrollArea":
        area = area.parent()
    if area is not None and widget.isVisible():
        area.ensureWidgetVisible(widget, 0, _ROOM)
