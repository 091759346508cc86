"""Pictures as PNG files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.itk_writing import itk_writing

#: What a PNG file begins with, and how many pixels no picture of ours has.
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 1 << 26


def is_png(path: Path) -> bool:
    """Whether a file is a PNG picture of a size that ours may have.

    A folder that somebody sent may have a link to any file, a pipe, or a picture that fills all
    memory under a picture's name.
    """
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(24)
    if len(head) < 24 or not head.startswith(SIGNATURE):
        return False
    columns, rows = (int.from_bytes(head[at : at + 4]) for at in (16, 20))
    return 0 < columns * rows <= _MOST_PIXELS


def write_png(picture: np.ndarray, path: str | Path) -> None:
    """Write a picture; the file appears whole or not at all.

    Args:
        picture: (rows, columns, 3), uint8.
        path: the file, ``.png``.

    Raises:
        OSError: the file cannot be written.
    """
    image = sitk.GetImageFromArray(np.ascontiguousarray(picture), isVector=True)
    with atomic_path(path) as temporary, itk_writing(temporary, picture.nbytes):
        # A report holds some twenty of them, and stays below 5 MB. 9, zlib's smallest, would spare
        # a fortieth of that for three times the time.
        sitk.WriteImage(image, str(temporary), useCompression=True, compressionLevel=7)
