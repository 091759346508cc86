"""Image volumes, found by what a file holds and not by its name alone."""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

#: Names under which volumes are kept.
SUFFIXES = (
    *(".nii", ".nrrd", ".nhdr", ".mha", ".mhd", ".mgz", ".mgh", ".img", ".hdr", ".raw", ".dcm"),
    *(".ima", ".vti", ".mrb", ".npy", ".npz", ".h5", ".hdf5", ".zarr", ".tif", ".tiff"),
)

#: First bytes of such files, with how far into the file they begin.
MARKS = (
    *((0, b"NRRD0"), (128, b"DICM"), (344, b"n+1\0"), (344, b"ni1\0"), (0, b"\x93NUMPY")),
    *((0, b"ObjectType = Image"), (0, b"\x89HDF"), (4, b"n+2\0")),
)

_COMPRESSED: dict[bytes, Callable[..., IO[Any]]] = {b"\x1f\x8b": gzip.open, b"\xfd7": lzma.open}


def holds_volume(path: Path) -> bool:
    """Whether a file is an image volume, compressed or not, whatever its name."""
    name = path.name.lower().removesuffix(".gz").removesuffix(".xz")
    start = _start(path)
    return name.endswith(SUFFIXES) or any(start[at:].startswith(mark) for at, mark in MARKS)


def _start(path: Path, count: int = 400) -> bytes:
    with path.open("rb") as stream:
        start = stream.read(count)
    opener = _COMPRESSED.get(start[:2])
    if opener is None:
        return start
    try:
        with opener(path, "rb") as stream:
            unpacked: bytes = stream.read(count)
            return unpacked
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        return start
