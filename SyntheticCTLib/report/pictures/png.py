"""Pictures as PNG files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.itk_writing import itk_writing


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
