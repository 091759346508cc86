"""A MetaImage header, checked.

Format: https://itk.org/Wiki/ITK/MetaIO/Documentation
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.content import of_another_format
from SyntheticCTLib.files.text_header import (
    LONGEST_HEADER,
    damaged,
    existing,
    files_of_pattern,
    numbers,
)
from SyntheticCTLib.files.values import spatial_size

_TYPES = {
    "MET_CHAR": "i1",
    "MET_UCHAR": "u1",
    "MET_SHORT": "i2",
    "MET_USHORT": "u2",
    "MET_INT": "i4",
    "MET_UINT": "u4",
    "MET_LONG": "i4",  # as MetaIO has it, whatever the machine
    "MET_ULONG": "u4",
    "MET_LONG_LONG": "i8",
    "MET_ULONG_LONG": "u8",
    "MET_FLOAT": "f4",
    "MET_DOUBLE": "f8",
}

#: Fields that go by several names.
_ALIASES = {
    "position": "offset",
    "origin": "offset",
    "rotation": "transformmatrix",
    "orientation": "transformmatrix",
    "elementbyteordermsb": "binarydatabyteordermsb",
}

_NEEDED = ("NDims", "DimSize", "ElementType", "ElementDataFile")


@dataclass(frozen=True)
class MetaHeader:
    """What a sound header says.

    Attributes:
        fields: its fields by their names in lower case, one name for each.
        axes: number of axes, those of one step included.
        size: voxels along i, j, k.
        kind: type of a stored value.
        packed, text: whether the values are packed by zlib, or numbers as text.
        packed_bytes: how many bytes of packed values the header promises; None where it does not.
        files: where the values are: the file itself or others, each with as many of them.
        start: first byte of the values in each; -1: they end with the file.
    """

    fields: dict[str, str]
    axes: int
    size: tuple[int, int, int]
    kind: np.dtype
    packed: bool
    text: bool
    packed_bytes: int | None
    files: tuple[Path, ...]
    start: int

    @property
    def data_bytes(self) -> int:
        """Size of all values, bytes."""
        return math.prod(self.size) * self.kind.itemsize


def read_header(path: Path) -> MetaHeader:
    """The checked header of a .mha or .mhd file.

    Raises:
        InputError: no MetaImage file, fields that are missing, contradict each other or cannot
            be, or files of values that are missing.
    """
    fields, listed, end = _fields(path)
    missing = [name for name in _NEEDED if name.lower() not in fields]
    if 0 < len(missing) < len(_NEEDED):
        raise InputError(f"{path} has a damaged header: it has no {' and no '.join(missing)}.")
    if missing:
        with path.open("rb") as file:
            raise InputError(of_another_format(path, "MetaImage", file.read(348)))
    if (kind := fields.get("objecttype", "Image")).lower() != "image":
        raise InputError(f"{path} holds a {kind!r} (ObjectType): an image is needed.")
    (axes,) = numbers(path, "NDims", fields["ndims"], int, 1)
    if not 1 <= axes <= 10:  # MetaIO has room for ten
        raise damaged(path, "NDims", fields["ndims"])
    lengths = numbers(path, "DimSize", fields["dimsize"], int, axes)
    (components,) = numbers(
        path, "ElementNumberOfChannels", fields.get("elementnumberofchannels", "1"), int, 1
    )
    size = spatial_size(path, lengths, components)
    inside = fields["elementdatafile"].upper() == "LOCAL"
    files = [path] if inside else existing(path, _names(path, fields, listed, lengths))
    text = not _is_true(path, fields, "BinaryData", default=True)
    packed = _is_true(path, fields, "CompressedData")
    if (text or packed) and len(files) > 1:
        raise InputError(f"{path} keeps packed values or text in several files: save it as one.")
    return MetaHeader(
        fields=fields,
        axes=axes,
        size=size,
        kind=_kind(path, fields),
        packed=packed,
        text=text,
        packed_bytes=_packed_bytes(path, fields),
        files=tuple(files),
        start=_start_inside(path, fields, end) if inside else _header_size(path, fields),
    )


def _fields(path: Path) -> tuple[dict[str, str], list[str], int]:
    """The fields, the file names listed behind "ElementDataFile = LIST", the header's length."""
    fields: dict[str, str] = {}
    with path.open("rb") as file:
        while file.tell() <= LONGEST_HEADER and (raw := file.readline(LONGEST_HEADER)):
            name, equals, value = raw.decode("latin-1").partition("=")
            key = name.strip().lower()
            if not equals or not key:
                if not raw.strip():
                    continue
                break
            key = _ALIASES.get(key, key)
            if key in fields:
                raise InputError(f"{path} has a damaged header: it says {name.strip()!r} twice.")
            fields[key] = value.strip()
            if key == "elementdatafile":
                listed = []
                if value.split()[:1] == ["LIST"]:
                    names = file.read(LONGEST_HEADER).decode("latin-1").splitlines()
                    listed = [n.strip() for n in names if n.strip()]
                return fields, listed, file.tell()
    return fields, [], 0


def _names(path: Path, fields: dict[str, str], listed: list[str], lengths: list[int]) -> list[str]:
    value = fields["elementdatafile"]
    words = value.split()
    slices = math.prod(lengths[2:])
    if words[:1] == ["LIST"]:
        names = listed
    elif "%" in value and not (path.parent / value).is_file():
        names = files_of_pattern(path, "ElementDataFile", words[:4], slices)
    else:
        return [value]
    if len(names) != slices:
        raise InputError(
            f"{path} lists {len(names)} files of values; its header speaks of {slices} slices."
        )
    return names


def _kind(path: Path, fields: dict[str, str]) -> np.dtype:
    name = fields["elementtype"].upper()
    if name not in _TYPES:
        raise InputError(f"{path} holds values of type {name!r}, which cannot be read.")
    swapped = _is_true(path, fields, "BinaryDataByteOrderMSB")
    return np.dtype(_TYPES[name]).newbyteorder(">" if swapped else "<")


def _is_true(path: Path, fields: dict[str, str], name: str, *, default: bool = False) -> bool:
    value = fields.get(name.lower(), str(default)).lower()
    if value not in ("true", "false", "t", "f", "1", "0", "yes", "no"):
        raise damaged(path, name, value)
    return value in ("true", "t", "1", "yes")


def _packed_bytes(path: Path, fields: dict[str, str]) -> int | None:
    if "compresseddatasize" not in fields:
        return None
    (count,) = numbers(path, "CompressedDataSize", fields["compresseddatasize"], int, 1)
    return count


def _start_inside(path: Path, fields: dict[str, str], end: int) -> int:
    """Where values behind their own header begin: MetaIO passes over HeaderSize bytes of the file,
    and with -1 over what is more than the values."""
    if _header_size(path, fields) not in (-1, 0, end):
        raise damaged(path, "HeaderSize", fields["headersize"])
    return end


def _header_size(path: Path, fields: dict[str, str]) -> int:
    (count,) = numbers(path, "HeaderSize", fields.get("headersize", "0"), int, 1)
    if count < -1:
        raise damaged(path, "HeaderSize", fields["headersize"])
    return count
