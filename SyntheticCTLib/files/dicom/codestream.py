"""What JPEG and JPEG 2000 pixels say of themselves, held against the header before decoding.

A decoder believes the packed pixels: of another size they would take any memory, and of another
sign or depth they give other values.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import whole

#: How a JPEG 2000 stream begins (ISO/IEC 15444-1, A.4 and A.5), wherever its box puts it.
_JPEG_2000 = b"\xff\x4f\xff\x51"

#: How a JPEG stream begins; a decoder takes any memory for what begins otherwise.
_JPEG = b"\xff\xd8"

#: JPEG's markers of a frame's size (ISO/IEC 10918-1, B.2.2; 14495-1, C.2.2), and those with
#: nothing behind them.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC} | {0xF7}
_BARE = {0x01, *range(0xD0, 0xD9)}

#: Sizes stand within the first bytes of a stream.
_START = 1 << 16


def check_codestreams(path: Path, dataset: Dataset, frames: int) -> None:
    """Refuse packed pixels that are none, or of another size, depth or sign than the header says.

    Raises:
        InputError: with both.
        ValueError: they are no JPEG of any kind.
    """
    wanted = tuple(whole(dataset, word, path) for word in ("Rows", "Columns"))
    allocated = whole(dataset, "BitsAllocated", path)
    signed = whole(dataset, "PixelRepresentation", path, 0) == 1
    for frame in generate_frames(dataset.PixelData, number_of_frames=frames):
        start = frame[:_START]
        if _JPEG_2000 not in start and not start.startswith(_JPEG):
            raise ValueError("neither JPEG nor JPEG 2000")
        for rows, columns, bits, has_sign in _described(start):
            if (rows, columns) != wanted or bits > allocated:
                raise InputError(
                    f"{path} contradicts itself: its header speaks of {wanted[0]} x {wanted[1]} "
                    f"pixels of {allocated} bits, its packed pixels are {rows} x {columns} of "
                    f"{bits} bits. Export it again."
                )
            if has_sign is not None and has_sign != signed:
                told = ("with", "without") if signed else ("without", "with")
                raise InputError(
                    f"{path} contradicts itself: its header speaks of pixels {told[0]} a sign "
                    f"(PixelRepresentation), its packed pixels are {told[1]} one. Export it again."
                )


def _described(start: bytes) -> Iterator[tuple[int, int, int, bool | None]]:
    """Rows, columns, bits, and whether there is a sign where the stream says it."""
    at = start.find(_JPEG_2000)
    if at >= 0 and len(start) > at + 42:
        right, low, left, top = (_number(start, at + n, 4) for n in (8, 12, 16, 20))
        depth = start[at + 42]
        yield low - top, right - left, (depth & 0x7F) + 1, depth >= 0x80
    elif start.startswith(_JPEG):
        yield from _of_jpeg(start)


def _of_jpeg(start: bytes) -> Iterator[tuple[int, int, int, None]]:
    at = 2
    while at + 9 < len(start) and start[at] == 0xFF:
        marker = start[at + 1]
        if marker in _FRAMES:
            rows = _number(start, at + 5, 2)
            if rows:  # 0: it is told at the end
                yield rows, _number(start, at + 7, 2), start[at + 4], None
            return
        if marker == 0xFF:  # filled up
            at += 1
        else:
            at += 2 if marker in _BARE else 2 + _number(start, at + 2, 2)


def _number(content: bytes, at: int, length: int) -> int:
    return int.from_bytes(content[at : at + length], "big")
