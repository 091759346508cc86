"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
