"""The part of a NIfTI-1 header that places the image, kept to be written back unchanged.

NIfTI stores the place of the voxels as 32-bit numbers, partly twice (quaternion and matrix). ITK
turns them into 64-bit cosines on reading and back on writing, and the last bits differ after such a
round trip. A result that must lie on exactly the grid of its input therefore gets the input's own
stored numbers.

Layout: https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h
"""

from __future__ import annotations

import gzip
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

import numpy as np

_HEADER_BYTES = 348
_DIM = 40
_DATATYPE = 70
_BITPIX = 72
_VOX_OFFSET = 108
_UNITS = 123
#: NIfTI's codes of real numbers.
_FLOAT_TYPES = {16: "f4", 64: "f8"}
#: pixdim[0..3] (the first is the handedness qfac), then qform_code to srow_z.
_PIXDIM = (76, "4f")
_FORMS = (252, "2h18f")


@dataclass(frozen=True)
class StoredGeometry:
    """The stored numbers, free of the file's byte order.

    Attributes:
        pixdim: handedness and voxel spacing, four values.
        units: the byte that names the units of space and time.
        forms: both codes, the quaternion, its offset, and the matrix: 20 values.
    """

    pixdim: tuple[float, ...]
    units: int
    forms: tuple[float, ...]


def open_nifti(path: Path) -> BinaryIO:
    """The bytes of a NIfTI file, unpacked when its name ends in .gz."""
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def stored_geometry(path: Path) -> StoredGeometry | None:
    """The stored place of the voxels, or None when this is not a NIfTI-1 file.

    Raises:
        OSError, EOFError: the file cannot be read or its compressed stream is damaged.
    """
    found = _header(path)
    if found is None:
        return None
    header, order = found
    return StoredGeometry(
        struct.unpack_from(order + _PIXDIM[1], header, _PIXDIM[0]),
        header[_UNITS],
        struct.unpack_from(order + _FORMS[1], header, _FORMS[0]),
    )


def promised_size(path: Path) -> int | None:
    """Size of the whole (unpacked) file by its header, bytes; None when this is not a NIfTI-1 file.

    Raises:
        OSError, EOFError: the file cannot be read or its compressed stream is damaged.
    """
    found = _header(path)
    if found is None:
        return None
    header, order = found
    axes, *lengths = struct.unpack_from(order + "8h", header, _DIM)
    (bits,) = struct.unpack_from(order + "h", header, _BITPIX)
    (offset,) = struct.unpack_from(order + "f", header, _VOX_OFFSET)
    return int(offset) + math.prod(lengths[:axes]) * bits // 8


def float_values(path: Path) -> tuple[np.dtype, int] | None:
    """Type and first byte of the values of a file of real numbers; None for any other file.

    Raises:
        OSError, EOFError: the file cannot be read or its compressed stream is damaged.
    """
    found = _header(path)
    if found is None:
        return None
    header, order = found
    (code,) = struct.unpack_from(order + "h", header, _DATATYPE)
    (offset,) = struct.unpack_from(order + "f", header, _VOX_OFFSET)
    kind = _FLOAT_TYPES.get(code)
    return None if kind is None else (np.dtype(kind).newbyteorder(order), int(offset))


def put_geometry(path: Path, geometry: StoredGeometry) -> None:
    """Overwrite the place of the voxels in an uncompressed NIfTI-1 file.

    Raises:
        OSError: the file cannot be written.
        ValueError: it is not a NIfTI-1 file.
    """
    found = _header(path)
    if found is None:
        raise ValueError(f"{path} is not a NIfTI-1 file.")
    _, order = found
    with path.open("r+b") as file:
        file.seek(_PIXDIM[0])
        file.write(struct.pack(order + _PIXDIM[1], *geometry.pixdim))
        file.seek(_UNITS)
        file.write(bytes([geometry.units]))
        file.seek(_FORMS[0])
        file.write(struct.pack(order + _FORMS[1], *geometry.forms))


def _header(path: Path) -> tuple[bytes, Literal["<", ">"]] | None:
    """The header and its byte order, or None when this is not a NIfTI-1 file."""
    with open_nifti(path) as file:
        header = file.read(_HEADER_BYTES)
    if len(header) == _HEADER_BYTES:
        if struct.unpack_from("<i", header)[0] == _HEADER_BYTES:
            return header, "<"
        if struct.unpack_from(">i", header)[0] == _HEADER_BYTES:
            return header, ">"
    return None
