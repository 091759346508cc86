"""Text for people, in their language where a translation is there."""

from __future__ import annotations

from collections.abc import Callable

try:
    from slicer.i18n import tr as _translated
except ImportError:  # MRML without the application, where tests run
    _translated = str

#: The text in the language of Slicer's window.
tr: Callable[[str], str] = _translated


def said(sentence: str) -> str:
    """A sentence of the engine as the panel says it: without what only a command line can do."""
    return sentence.replace(_FORCE, "")


#: What the engine's gate offers to scripts.
_FORCE = ", or force it (--force; force=True in Python) if you know better"

__all__ = ["said", "tr"]
