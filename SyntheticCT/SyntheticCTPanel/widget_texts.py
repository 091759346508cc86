"""The texts of the .ui file: in the window's language, and with room for their last letters."""

from __future__ import annotations

import html
import re

from SyntheticCTPanel.i18n import tr as _
from SyntheticCTPanel.protocols import Widgets

#: Properties of a widget that people read.
_TRANSLATED = ("text", "title", "toolTip", "accessibleName", "noneDisplay", "placeholderText")

#: What Qt makes of a tooltip's plain text so that its lines wrap.
_PARAGRAPH = re.compile(r"<p>(.*)</p>", re.DOTALL)

#: At the end of a group box's heading: Slicer's style cuts a part of the last letter off.
ROOM = 3 * "\N{NO-BREAK SPACE}"


def translate_texts(ui: Widgets) -> None:
    """Put the texts of the .ui file into the window's language."""
    for widget in vars(ui).values():
        for name in _TRANSLATED:
            text = getattr(widget, name, None)
            if isinstance(text, str) and text:
                plain = _without_markup(text)
                if (translated := _(plain)) != plain:
                    setattr(widget, name, translated)


def _without_markup(text: str) -> str:
    """A tooltip as the .ui file has it: Slicer makes a paragraph of it as soon as it is set."""
    found = _PARAGRAPH.fullmatch(text)
    return text if found is None else html.unescape(found[1])


def give_headings_room(ui: Widgets) -> None:
    """Let the headings of group boxes be read to their ends."""
    for widget in vars(ui).values():
        title = getattr(widget, "title", None)
        if isinstance(title, str) and title and not title.endswith(ROOM):
            widget.title = title + ROOM
