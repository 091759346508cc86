"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from SyntheticCTLib.errors import InputError


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """A temporary name to write to; it takes the name ``path`` when the block ends well.

    The temporary file lies in the same folder, so the last step is a rename within one file system.
    It keeps all suffixes (``.nii.gz``), so that writers which choose the format by suffix choose
    alike. On any exception, Ctrl-C included, it is removed, and an older file of the name ``path``
    is left as it was.

    Args:
        path: the file to be. Its folder must exist.

    Yields:
        The path to write to. It does not exist yet.

    Raises:
        OSError: the block wrote nothing, or the file cannot be renamed.

    Example:
        >>> import tempfile
        >>> target = Path(tempfile.mkdtemp()) / "note.txt"
        >>> with atomic_path(target) as temporary:
        ...     _ = temporary.write_text("whole")
        >>> target.read_text()
        'whole'
    """
    path = Path(path)
    temporary = path.with_name(f".{secrets.token_hex(4)}-{path.name}")
    try:
        yield temporary
        settle(temporary)
        temporary.replace(path)
        settle(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def atomic_folder(folder: str | Path) -> Iterator[Path]:
    """A new folder that appears with everything in it, or not at all.

    Args:
        folder: the folder to be, see ``check_new_folder``.

    Yields:
        An empty folder beside it, which takes its name when the block ends well. On any exception
        it is removed with what is in it.

    Raises:
        InputError: see ``check_new_folder``.
        OSError: it cannot be made or renamed.
    """
    folder = Path(folder)
    check_new_folder(folder)
    temporary = folder.with_name(f".{secrets.token_hex(4)}-{folder.name}.part")
    temporary.mkdir()
    try:
        yield temporary
        for path in temporary.iterdir():
            settle(path)
        settle(temporary)
        if folder.is_dir():
            folder.rmdir()  # empty, and Windows renames onto nothing
        temporary.replace(folder)
        settle(folder.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def check_new_folder(folder: Path) -> None:
    """Refuse a folder that others' files are in: nothing of them is replaced.

    Raises:
        InputError: it is a file or holds something, or the folder that it would be in is missing.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise InputError(f"{folder} exists: choose the name of a new folder.")
    if not folder.absolute().parent.is_dir():
        raise InputError(f"The folder {folder.parent} does not exist: make it first.")


def settle(path: Path) -> None:
    """Have the system put a file, or the names in a folder, on the disk: no power cut undoes it.

    Raises:
        OSError: it is not there, or the disk fails.
    """
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders
    # Windows settles only what is open for writing.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
