"""Names of things as names of files, and names of files without their folders."""

from __future__ import annotations

import os
import re
from pathlib import Path

#: What one of Windows, macOS and Linux does not take in a file's name, and what a shell minds.
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')

#: Windows takes 255 characters with what is added to the name.
_LONGEST = 120


def fit_name(name: str) -> str:
    """A name as part of a file's name that every system takes; "image" where nothing is left."""
    fit = _UNFIT.sub("_", name).strip(" ._")
    return fit[:_LONGEST].rstrip(" .") or "image"


def without_folder(sentence: str, path: Path) -> str:
    """A sentence about a file as records keep it: without its folder, which may name a patient.

    Args:
        sentence: says the file's path, or that of what lies in it.
        path: of the file or folder, as it was given.
    """
    return sentence.replace(f"{path.parent}{os.sep}", "")
