"""A model's card in the language of the window.

Translated are its headings, what it says before the second one, and what the model must not be used
for, as far as there are translations. All else stays English, and the card says so.
"""

from __future__ import annotations

import re

from SyntheticCTPanel.i18n import tr as _

#: The heading of a card above what its model must not be used for, item by item.
FORBIDDEN = "What it must not be used for"

#: A heading or an item of a list: its mark, and its text. A paragraph has no mark.
_MARKED = re.compile(r"(#+ |[*-] |)(.*)", re.DOTALL)

#: Where a block ends: at an empty line, or before another item.
_BETWEEN_BLOCKS = re.compile(r"(\n(?:[ \t]*\n)+|\n(?=[*-] ))")


def card_in_window(card: str) -> str:
    """A card, Markdown, with what can be translated of it in the window's language."""
    written = []
    for mark, text, between, known in _blocks(card):
        line = " ".join(text.split())
        words = _(line) if known else line
        written += [mark, text if words == line else words, between]
        if text == FORBIDDEN and words != line:
            written += ["*", _("What has no translation here is in English."), "*", between]
    return "".join(written)


def texts_of_card(card: str) -> list[str]:
    """What of a card is looked up, each text in one line."""
    return [" ".join(text.split()) for _mark, text, _between, known in _blocks(card) if known]


def _blocks(card: str) -> list[tuple[str, str, str, bool]]:
    """Mark and text of each block, what parts it from the next, and whether it is looked up."""
    pieces, blocks, heading = [*_BETWEEN_BLOCKS.split(card), ""], [], ""
    for block, between in zip(pieces[::2], pieces[1::2], strict=True):
        found = _MARKED.fullmatch(block)
        mark, text = (found[1], found[2]) if found else ("", block)
        if mark.startswith("##"):
            heading = text
        known = mark.startswith("#") or heading in ("", FORBIDDEN)
        blocks.append((mark, text, between, known))
    return blocks
