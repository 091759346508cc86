"""Read a NRRD file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.nrrd.header import NrrdHeader, read_header
from SyntheticCTLib.files.nrrd.place import place_of
from SyntheticCTLib.files.text_header import outside
from SyntheticCTLib.files.unpack import exact_bytes
from SyntheticCTLib.files.values import array_of_text, as_array
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.memory import check_memory


def read_nrrd(path: Path) -> tuple[Volume, list[str]]:
    """The volume of a .nrrd file, and what is unsure about it, a sentence each.

    Raises:
        InputError: damaged, cut off, no NRRD file, or not one 3D scalar image.
        ResourceError: it is larger than the free memory; its values were not read.
    """
    header = read_header(path)
    origin, spacing, direction, warnings = place_of(path, header)
    check_memory(header.size, header.kind.itemsize, str(path))
    if header.encoding == "text":
        array = _from_text(path, header)
    else:
        values = [_values(path, file, header) for file in header.files]
        # Of one file they are taken as they are: a copy of a large image costs as much as reading.
        whole = values[0] if len(values) == 1 else bytearray().join(values)
        array = as_array(whole, header.size, header.kind)
    return Volume(array, origin, spacing, direction), [*outside(path, header.files), *warnings]


def _values(path: Path, file: Path, header: NrrdHeader) -> bytearray:
    """The values that one of the files holds."""
    count = header.data_bytes // len(header.files)
    start = header.start if file == path else 0
    start += _length_of_lines(file, start, header.line_skip)
    if header.encoding == "gzip":
        return exact_bytes(file, count, start=start, skip=max(header.byte_skip, 0), packed=True)
    skip = header.byte_skip
    if skip == -1:
        skip = file.stat().st_size - start - count
        if skip < 0:
            raise InputError(f"{file} is cut off: its header promises {count} bytes of values.")
    return exact_bytes(file, count, start=start + skip)


def _length_of_lines(file: Path, start: int, count: int) -> int:
    with file.open("rb") as content:
        content.seek(start)
        for _ in range(count):
            if not content.readline():
                raise InputError(
                    f"{file} is cut off: its header promises {count} lines before its values."
                )
        return content.tell() - start


def _from_text(path: Path, header: NrrdHeader) -> np.ndarray:
    (file,) = header.files
    start = header.start if file == path else 0
    start += _length_of_lines(file, start, header.line_skip)
    return array_of_text(file, start, header.size, header.kind)
