"""Files that appear whole or not at all."""

from __future__ import annotations

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
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
