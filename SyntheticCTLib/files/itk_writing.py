"""ITK's failures to write a file as the system's own errors."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from SyntheticCTLib.errors import is_out_of_memory
from SyntheticCTLib.files.atomic import wanted_name
from SyntheticCTLib.files.foreign_lines import without_foreign_lines
from SyntheticCTLib.files.itk_warnings import without_itk_warnings


@contextmanager
def itk_writing(path: Path, size: int) -> Iterator[None]:
    """Run what writes with ITK, which does not say why a file cannot be written.

    Args:
        path: the file that is written.
        size: about how many bytes it may take.

    Raises:
        OSError: with the system's own reason where the file cannot be made, and the number of a
            full disk where less than ``size`` is free.
    """
    path.open("xb").close()
    wanted = wanted_name(path)
    try:
        with without_itk_warnings(), without_foreign_lines():
            yield
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise
        if shutil.disk_usage(path.parent).free < size:
            full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path.parent))
            raise full from error
        reason = str(error).strip().splitlines()[-1].strip().replace(path.name, wanted.name)
        raise OSError(f"{wanted} could not be written: {reason}") from error
