"""What a failure says to the person at the window."""

from __future__ import annotations

import re

from SyntheticCTLib.errors import DISK_IS_FULL, sentence_of
from SyntheticCTPanel.exchange import PREFIX
from SyntheticCTPanel.i18n import said
from SyntheticCTPanel.i18n import tr as _

#: A full disk, with a file of a folder of ours: nobody else knows that one.
_FULL = re.compile(
    re.escape(DISK_IS_FULL).replace(re.escape("{name}"), rf"(.*?)[/\\]{PREFIX}.*"), re.DOTALL
)


def failure_in(sentence: str) -> str:
    """A sentence of a worker for the window."""
    full = _FULL.fullmatch(sentence)
    if full is None:
        return said(sentence)
    return _(
        "The disk of the folder of temporary files ({folder}) is full. Free some room, or choose "
        "another folder in Edit > Application Settings > General."
    ).format(folder=full.group(1))


def failure_of(error: Exception) -> str:
    """An error for the window."""
    return failure_in(sentence_of(error))
