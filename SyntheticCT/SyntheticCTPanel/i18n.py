"""Text for people, in their language where Slicer's translator is there."""

from __future__ import annotations

from collections.abc import Callable

try:
    from slicer.i18n import tr as _translated
except ImportError:  # MRML without the application, where tests run
    _translated = str

#: The text in the language of Slicer's window.
tr: Callable[[str], str] = _translated

__all__ = ["tr"]
