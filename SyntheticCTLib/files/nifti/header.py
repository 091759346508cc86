"""A NIfTI-1 header, checked: what each field promises, before anything is read by it.

Layout: https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.content import of_another_format
from SyntheticCTLib.files.unpack import first_bytes
from SyntheticCTLib.files.values import spatial_size

HEADER_BYTES = 348

#: First byte of the values in a single file without extensions: header and four more bytes.
FIRST_VALUE = 352

_NIFTI_2_BYTES = 540

#: A smaller slope is damaged: it makes nothing of any stored value.
_SMALLEST_SLOPE = 1e-30

#: NumPy's types by NIfTI's codes of the types that one voxel of a scalar image can have.
_TYPES = {
    2: "u1",
    4: "i2",
    8: "i4",
    16: "f4",
    64: "f8",
    256: "i1",
    512: "u2",
    768: "u4",
    1024: "i8",
    1280: "u8",
}

#: Codes of what is no single number a voxel, in words.
_NO_SCALARS = {32: "complex numbers", 128: "colour (RGB)", 1792: "complex numbers", 2304: "RGBA"}


@dataclass(frozen=True)
class NiftiHeader:
    """What a sound header says.

    Attributes:
        raw: its 348 bytes.
        order: their byte order.
        size: voxels along i, j, k.
        kind: the type of a stored value.
        first_value: byte of the unpacked file at which the values begin.
        slope, intercept: a stored value times slope plus intercept is the value.
        doubt: what is unsure about these two, one sentence; "" for nothing.
    """

    raw: bytes
    order: Literal["<", ">"]
    size: tuple[int, int, int]
    kind: np.dtype
    first_value: int
    slope: float
    intercept: float
    doubt: str = ""

    def field(self, form: str, place: int) -> tuple[float, ...]:
        """Numbers of the header, in this file's byte order."""
        return struct.unpack_from(self.order + form, self.raw, place)

    @property
    def data_bytes(self) -> int:
        """Size of all values, bytes."""
        return math.prod(self.size) * self.kind.itemsize


def read_header(path: Path) -> NiftiHeader:
    """The checked header of a .nii or .nii.gz file, whichever of both it is by its content.

    Raises:
        InputError: no NIfTI-1 file, or fields that contradict each other or cannot be.
    """
    raw = first_bytes(path, HEADER_BYTES)
    order = _byte_order(path, raw)
    if raw[344:348] == b"ni1\0":
        raise InputError(
            f"{path} is the header of a pair of files (.hdr and .img): convert it to one .nii file."
        )
    if raw[344:348] != b"n+1\0":
        raise InputError(of_another_format(path, "NIfTI-1", raw))
    return NiftiHeader(
        raw, order, _size(path, raw, order), _kind(path, raw, order), _first(path, raw, order),
        *_scale(path, raw, order),
    )  # fmt: skip


def _byte_order(path: Path, raw: bytes) -> Literal["<", ">"]:
    if len(raw) == HEADER_BYTES:
        orders: tuple[Literal["<", ">"], ...] = ("<", ">")
        for order in orders:
            (length,) = struct.unpack_from(order + "i", raw)
            if length == HEADER_BYTES:
                return order
            if length == _NIFTI_2_BYTES:
                raise InputError(f"{path} is a NIfTI-2 file: convert it to NIfTI-1, NRRD or MHA.")
    raise InputError(of_another_format(path, "NIfTI-1", raw))


def _size(path: Path, raw: bytes, order: str) -> tuple[int, int, int]:
    axes, *lengths = struct.unpack_from(order + "8h", raw, 40)
    if not 1 <= axes <= 7:
        raise InputError(f"{path} has a damaged header: an image of {axes} dimensions cannot be.")
    if axes == 5 and lengths[3] == 1:  # NIfTI's fifth axis holds the values of a voxel
        return spatial_size(path, lengths[:3], lengths[4])
    return spatial_size(path, lengths[:axes])


def _kind(path: Path, raw: bytes, order: Literal["<", ">"]) -> np.dtype:
    code, bits = struct.unpack_from(order + "2h", raw, 70)
    if code in _NO_SCALARS:
        raise InputError(
            f"{path} holds {_NO_SCALARS[code]}, several values a voxel: one value is needed."
        )
    if code not in _TYPES:
        raise InputError(f"{path} has values of NIfTI type {code}, which cannot be read.")
    kind = np.dtype(_TYPES[code]).newbyteorder(order)
    if bits != 8 * kind.itemsize:
        raise InputError(
            f"{path} has a damaged header: its values are of NIfTI type {code}, which has "
            f"{8 * kind.itemsize} bits, and of {bits} bits (bitpix)."
        )
    return kind


def _first(path: Path, raw: bytes, order: str) -> int:
    (offset,) = struct.unpack_from(order + "f", raw, 108)
    if offset == 0:  # written by programs that mean "right after the header"
        return FIRST_VALUE
    if not (math.isfinite(offset) and FIRST_VALUE <= offset <= 2**31) or offset % 1:
        raise InputError(
            f"{path} has a damaged header: its values would begin at byte {offset:g} (vox_offset)."
        )
    return int(offset)


def _scale(path: Path, raw: bytes, order: str) -> tuple[float, float, str]:
    slope, intercept = struct.unpack_from(order + "2f", raw, 112)
    # A slope of 0 means: the values as they are stored. Some programs write NaN for "not set".
    unset = math.isnan(slope) and (math.isnan(intercept) or intercept == 0)
    if slope in (0, 1) and intercept == 0:
        return 1.0, 0.0, ""
    if slope == 0 or unset:
        doubt = (
            f"{path} does not say how its values are scaled (scl_slope {slope:g}, scl_inter "
            f"{intercept:g}): the stored values were taken."
        )
        return 1.0, 0.0, doubt
    if not (_SMALLEST_SLOPE <= abs(slope) < math.inf and math.isfinite(intercept)):
        raise InputError(
            f"{path} has a damaged header: its values are scaled by {slope:g} (scl_slope) and "
            f"{intercept:g} (scl_inter)."
        )
    return slope, intercept, ""
