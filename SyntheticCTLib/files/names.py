"""Names of things as names of files, and names of files without their folders."""

from __future__ import annotations

import os
import re
from pathlib import Path

from SyntheticCTLib.errors import InputError

#: What one of Windows, macOS and Linux does not take in a file's name, and what a shell minds.
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')

#: Windows takes 255 characters with what is added to the name.
_LONGEST = 120


def fit_name(name: str) -> str:
    """A name as part of a file's name that every system takes; "image" where nothing is left."""
    fit = _UNFIT.sub("_", name).strip(" ._")
    return fit[:_LONGEST].rstrip(" .") or "image"


def check_is_file(path: Path) -> None:
    """Refuse what cannot be read as a file: a pipe may never end.

    Raises:
        InputError: nothing is there, or a folder, a pipe or a device.
    """
    if path.is_file():
        return
    if path.exists():
        raise InputError(f"{path} is a folder, a pipe or a device: give a file.")
    raise InputError(f"There is no file {path}.")


def check_parent(path: Path) -> None:
    """Refuse what cannot be written for want of a folder to be in.

    Raises:
        InputError: that does not exist.
    """
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder {path.parent} does not exist: make it first.")


def without_folder(sentence: str, *paths: Path) -> str:
    """A sentence about files as records keep it: without their folders, which may name a patient.

    Args:
        sentence: says a file's path, or that of what lies in it.
        paths: of the files or folders, as they were given.
    """
    folders = {f"{path.parent}{os.sep}" for path in paths if path.name != str(path)}
    for folder in sorted(folders, key=len, reverse=True):
        sentence = sentence.replace(folder, "")
    return sentence
