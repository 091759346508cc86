"""The part of a NIfTI-1 header that places the image, kept to be written back unchanged.

NIfTI stores the place of the voxels as 32-bit numbers, partly twice (quaternion and matrix). ITK
turns them into 64-bit cosines on reading and back on writing, and the last bits differ after such a
round trip. A result that must lie on exactly the grid of its input therefore gets the input's own
stored numbers.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from SyntheticCTLib.files.nifti.header import NiftiHeader, read_header

_UNITS = 123
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


def stored_geometry(header: NiftiHeader) -> StoredGeometry:
    """The stored place of the voxels."""
    return StoredGeometry(
        header.field(_PIXDIM[1], _PIXDIM[0]),
        header.raw[_UNITS],
        header.field(_FORMS[1], _FORMS[0]),
    )


def put_geometry(path: Path, geometry: StoredGeometry) -> None:
    """Overwrite the place of the voxels in an uncompressed NIfTI-1 file.

    Raises:
        InputError: it is not a NIfTI-1 file.
        OSError: the file cannot be written.
    """
    order = read_header(path).order
    with path.open("r+b") as file:
        file.seek(_PIXDIM[0])
        file.write(struct.pack(order + _PIXDIM[1], *geometry.pixdim))
        file.seek(_UNITS)
        file.write(bytes([geometry.units]))
        file.seek(_FORMS[0])
        file.write(struct.pack(order + _FORMS[1], *geometry.forms))
