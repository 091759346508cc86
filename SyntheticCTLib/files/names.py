"""Names of things as names of files."""

from __future__ import annotations

import re

#: What one of Windows, macOS and Linux does not take in a file's name, and what a shell minds.
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')

#: Windows takes 255 characters with what is added to the name.
_LONGEST = 120


def fit_name(name: str) -> str:
    """A name as part of a file's name that every system takes; "image" where nothing is left."""
    fit = _UNFIT.sub("_", name).strip(" ._")
    return fit[:_LONGEST].rstrip(" .") or "image"
