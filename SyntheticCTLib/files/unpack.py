"""Bytes of a file as far as its header promises them: unpacked, counted, checksums verified.

A small file can unpack to terabytes, and a flipped bit in a packed file gives other voxels. So a
stream is unpacked up to the promised size and no further, read to its end, and its checksum counts.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from SyntheticCTLib.errors import InputError

_CHUNK = 1 << 20

#: A chunk may unpack to so many times its size at once; most images do to less.
_MOST_AT_ONCE = 2
_GZIP_MAGIC = b"\x1f\x8b"

#: zlib finds out by itself whether a stream is gzip or zlib, and checks the checksum of either.
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def is_gzip(path: Path) -> bool:
    """Whether a file begins as a gzip file does, whatever its name."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP_MAGIC


def first_bytes(path: Path, count: int) -> bytes:
    """The first bytes of a file, unpacked if it is a gzip file; fewer where it ends before.

    Raises:
        InputError: the packed stream is damaged.
    """
    if is_gzip(path):
        return b"".join(_unpacked(path, 0, count))
    with path.open("rb") as file:
        return file.read(count)


def exact_bytes(
    path: Path, count: int, *, start: int = 0, skip: int = 0, packed: bool = False
) -> bytearray:
    """The values of a file: exactly as many bytes as its header promises.

    Args:
        path: the file.
        count: bytes that the header promises.
        start: first byte of the file, or of its packed stream, that is read.
        skip: bytes of what is read, after unpacking, that come before the values.
        packed: whether a gzip or zlib stream begins at ``start``.

    Raises:
        InputError: there are fewer bytes, or more, or the packed stream is damaged.
    """
    values = bytearray(count)
    filled, before = 0, skip
    pieces = _unpacked(path, start, skip + count + 1) if packed else _plain(path, start)
    for piece in pieces:
        cut = min(before, len(piece))
        before -= cut
        rest = memoryview(piece)[cut:]
        if filled + len(rest) > count:
            raise InputError(
                f"{path} holds more than its header promises ({count} bytes of values): its header "
                "is damaged, or it is no single 3D volume. Export it again."
            )
        values[filled : filled + len(rest)] = rest
        filled += len(rest)
    if filled < count:
        raise InputError(
            f"{path} is cut off: it holds {filled} bytes of values, its header promises {count}."
        )
    return values


def _plain(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.read(_CHUNK):
            yield piece


def _unpacked(path: Path, start: int, most: int) -> Iterator[bytes]:
    """Pieces of a packed stream until ``most`` bytes came out, or its sound end was seen."""
    unpack = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        for piece in _plain(path, start):
            while piece and most > 0:
                if unpack.eof:  # a gzip file may hold several streams; zeros may fill it up
                    if not piece.strip(b"\0"):
                        break
                    unpack = zlib.decompressobj(_GZIP_OR_ZLIB)
                values = unpack.decompress(piece, min(most, _MOST_AT_ONCE * _CHUNK))
                most -= len(values)
                yield values
                piece = unpack.unconsumed_tail or unpack.unused_data
            if most <= 0:
                return
    except zlib.error as error:
        raise InputError(
            f"{path} is damaged: its packed values or their checksum are wrong. Export it again."
        ) from error
    if not unpack.eof:
        raise InputError(f"{path} is cut off or damaged: its packed values have no end.")
