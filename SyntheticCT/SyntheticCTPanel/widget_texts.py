"""The texts of the .ui file: in the window's language, and with room for their last letters."""

from __future__ import annotations

from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.protocols import Widgets

#: Properties of a widget that people read.
_TRANSLATED = ("text", "title", "toolTip", "accessibleName", "noneDisplay", "placeholderText")

#: At the end of a group box's heading: Slicer's style cuts a part of the last letter off.
ROOM = 3 * "\N{NO-BREAK SPACE}"


def translate_texts(ui: Widgets) -> None:
    """Put the texts of the .ui file into the window's language."""
    for widget in vars(ui).values():
        for name in _TRANSLATED:
            text = getattr(widget, name, None)
            if isinstance(text, str) and text and (translated := _(text)) != text:
                setattr(widget, name, translated)


def give_headings_room(ui: Widgets) -> None:
    """Let the headings of group boxes be read to their ends."""
    for widget in vars(ui).values():
        title = getattr(widget, "title", None)
        if isinstance(title, str) and title and not title.endswith(ROOM):
            widget.title = title + ROOM
