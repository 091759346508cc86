"""Files that belong together under names that somebody chose: after a kill none is of another run.

A folder can be exchanged in one step (``folders``), single files cannot. So all are written before
any takes its name; then those that belong to the first go, the first is exchanged, and the others
follow. Only in between may one of the others be missing, and nothing is ever mixed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from SyntheticCTLib.files.atomic import (
    make_temporary,
    naming,
    remove_leftovers,
    settle,
    temporary_path,
)
from SyntheticCTLib.files.metaimage.placing import own_values, put_header


@contextmanager
def files_together(first: Path, *others: Path) -> Iterator[Callable[[Path], Path]]:
    """Names to write to; the files take their own when the block ends well.

    On any exception nothing has changed. What killed processes left beside them is removed, too.

    Args:
        first: the file that the others belong to.
        others: what belongs to it; those that the block does not write are removed.

    Yields:
        It gives the name to write a file to: the same, in a temporary folder beside it.

    Raises:
        OSError: a folder does not exist or cannot be written, or a file cannot be renamed.

    Example:
        >>> import tempfile
        >>> image, mask = (Path(tempfile.mkdtemp()) / name for name in ("image", "mask"))
        >>> with files_together(image, mask) as place:
        ...     for path in (image, mask):
        ...         _ = place(path).write_text("written")
        >>> image.read_text(), mask.read_text()
        ('written', 'written')
    """
    paths = list(dict.fromkeys(path.absolute() for path in (first, *others)))
    folders = {path.parent: temporary_path(path) for path in reversed(paths)}

    def place(path: Path) -> Path:
        path = path.absolute()
        return folders[path.parent] / path.name

    try:
        for parent, folder in folders.items():
            remove_leftovers(parent)
            make_temporary(folder, next(path for path in paths if path.parent == parent))
        with naming(first):
            yield place
            written = [path for path in paths if place(path).exists()]
            for path in written:
                settle(place(path))
        for path in paths[1:]:
            _remove(path)
        for path in written:
            _put(place(path), path)
        for parent in folders:
            settle(parent)
    finally:
        for folder in folders.values():
            shutil.rmtree(folder, ignore_errors=True)


def _put(written: Path, path: Path) -> None:
    if path.suffix.lower() == ".mhd":
        put_header(written, path)
    else:
        written.replace(path)


def _remove(path: Path) -> None:
    values = own_values(path) if path.suffix.lower() == ".mhd" else None
    path.unlink(missing_ok=True)
    if values is not None:
        values.unlink(missing_ok=True)
