"""A NRRD header, checked.

Format: https://teem.sourceforge.net/nrrd/format.html
"""

from __future__ import annotations

import math
import re
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
    "i1": ("signed char", "int8", "int8_t"),
    "u1": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "i2": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "u2": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "i4": ("int", "signed int", "int32", "int32_t"),
    "u4": ("uint", "unsigned int", "uint32", "uint32_t"),
    "i8": ("longlong", "long long", "long long int", "signed long long", "int64", "int64_t"),
    "u8": ("ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"),
    "f4": ("float",),
    "f8": ("double",),
}
_KIND_OF = {name: kind for kind, names in _TYPES.items() for name in names}

_ENCODINGS = {
    "raw": "raw",
    "gz": "gzip",
    "gzip": "gzip",
    "txt": "text",
    "text": "text",
    "ascii": "text",
}

#: Kinds of axis along which the voxels lie; a first axis of another kind holds a voxel's values.
_VOXEL_KINDS = ("space", "domain", "???", "none")


@dataclass(frozen=True)
class NrrdHeader:
    """What a sound header says.

    Attributes:
        fields: its fields by their names in lower case, blanks left out of the names.
        size: voxels along i, j, k.
        kind: type of a stored value.
        encoding: "raw", "gzip" or "text".
        files: where the values are: the file itself or others, each with as many of them.
        start: first byte of the values in the file itself.
        line_skip, byte_skip: what comes before the values in each file; -1: they end with it.
    """

    fields: dict[str, str]
    size: tuple[int, int, int]
    kind: np.dtype
    encoding: str
    files: tuple[Path, ...]
    start: int
    line_skip: int
    byte_skip: int

    @property
    def data_bytes(self) -> int:
        """Size of all values, bytes."""
        return math.prod(self.size) * self.kind.itemsize


def read_header(path: Path) -> NrrdHeader:
    """The checked header of a .nrrd file.

    Raises:
        InputError: no NRRD file, fields that are missing, contradict each other or cannot be, an
            encoding that is not supported, or files of values that are missing.
    """
    fields, listed, start = _fields(path)
    missing = [name for name in ("type", "dimension", "sizes", "encoding") if name not in fields]
    if missing:
        raise InputError(f"{path} has a damaged header: it has no {' and no '.join(missing)}.")
    (axes,) = numbers(path, "dimension", fields["dimension"], int, 1)
    if not 1 <= axes <= 16:
        raise damaged(path, "dimension", fields["dimension"])
    lengths = numbers(path, "sizes", fields["sizes"], int, axes)
    first_kind = (fields.get("kinds", "").lower().split() or ["none"])[0]
    values_first = first_kind not in _VOXEL_KINDS
    voxels = lengths[1:] if values_first else lengths
    return NrrdHeader(
        fields=fields,
        size=spatial_size(path, voxels, lengths[0] if values_first else 1),
        kind=_kind(path, fields),
        encoding=_encoding(path, fields),
        files=tuple(_files(path, fields, listed, lengths)),
        start=start,
        line_skip=_skip(path, fields, "lineskip"),
        byte_skip=_skip(path, fields, "byteskip"),
    )


def _fields(path: Path) -> tuple[dict[str, str], list[str], int]:
    """The fields, the file names listed behind "data file: LIST", and the header's length."""
    fields: dict[str, str] = {}
    with path.open("rb") as file:
        start = file.readline(348)
        if not re.fullmatch(rb"NRRD000[1-9]\s*", start):
            raise InputError(of_another_format(path, "NRRD", start + file.read(348 - len(start))))
        while file.tell() <= LONGEST_HEADER:
            raw = file.readline(LONGEST_HEADER)
            line = raw.decode("utf-8", "replace").strip()
            if not line:
                return fields, [], file.tell()
            if line.startswith("#") or ":=" in line:
                continue
            name, colon, value = line.partition(":")
            if not colon:
                raise damaged(path, "a line", line)
            key = name.strip().lower().replace(" ", "")
            if key in fields:
                raise InputError(f"{path} has a damaged header: it says {name.strip()!r} twice.")
            fields[key] = value.strip()
            if key == "datafile" and value.split()[:1] == ["LIST"]:
                names = file.read(LONGEST_HEADER).decode("utf-8", "replace").splitlines()
                return fields, [n.strip() for n in names if n.strip()], file.tell()
    raise InputError(f"{path} has a damaged header: it does not end.")


def _kind(path: Path, fields: dict[str, str]) -> np.dtype:
    name = " ".join(fields["type"].lower().split())
    if name not in _KIND_OF:
        raise InputError(f"{path} holds values of type {name!r}, which cannot be read.")
    kind = np.dtype(_KIND_OF[name])
    endian = fields.get("endian", "").lower()
    if kind.itemsize > 1 and endian not in ("little", "big"):
        if fields["encoding"].lower() in ("txt", "text", "ascii"):
            return kind
        raise InputError(
            f"{path} does not say in which order the bytes of its values are (endian: little or "
            f"big; found {endian!r})."
        )
    return kind.newbyteorder("<" if endian == "little" else ">") if kind.itemsize > 1 else kind


def _encoding(path: Path, fields: dict[str, str]) -> str:
    name = fields["encoding"].lower()
    if name not in _ENCODINGS:
        raise InputError(
            f"{path} is packed as {name!r}, which is not supported: save it with the encoding gzip "
            "or raw."
        )
    return _ENCODINGS[name]


def _files(path: Path, fields: dict[str, str], listed: list[str], lengths: list[int]) -> list[Path]:
    value = fields.get("datafile")
    if value is None:
        return [path]
    words = value.split()
    if words[:1] == ["LIST"]:
        names = listed
    elif "%" in value and len(words) >= 4:
        names = files_of_pattern(path, "data file", words[:4], lengths[-1])
    else:
        names = [value]
    if not names or math.prod(lengths) % len(names):
        raise damaged(path, "data file", value)
    return existing(path, names)


def _skip(path: Path, fields: dict[str, str], key: str) -> int:
    (count,) = numbers(path, key, fields.get(key, "0"), int, 1)
    if count < (-1 if key == "byteskip" else 0):
        raise damaged(path, key, fields[key])
    return count
