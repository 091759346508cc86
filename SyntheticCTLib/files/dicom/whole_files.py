"""Whether DICOM files were copied whole: a lost last slice makes a shorter image, and no gap."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import text

#: What a file's first bytes are if it was made and never filled.
_FIRST = 132

#: What names of kinds of objects that hold pixels end in.
_IMAGE_CLASS = "Image Storage"

#: No image unpacks to more than this, bytes, or than so many times what it takes packed.
_MOST_UNPACKED, _MOST_TIMES = 256 << 20, 50
_CHUNK = 1 << 20


def check_no_image(path: Path, dataset: Dataset) -> None:
    """Refuse an image whose header ends before it says how large it is.

    Args:
        path: the file.
        dataset: its header, which has no number of rows and columns.

    Raises:
        InputError: it should have them, or does not even say what it is.
    """
    meta = getattr(dataset, "file_meta", None)
    kind = text(dataset, "SOPClassUID")
    kind = kind or (text(meta, "MediaStorageSOPClassUID") if meta is not None else "")
    if not kind or _IMAGE_CLASS in UID(kind).name:
        raise InputError(
            f"{path} is a damaged DICOM file: its header ends before it says how large the image "
            "is. Copy or export it again."
        )


def check_whole(images: Sequence[Path], others: Sequence[Path]) -> None:
    """Refuse empty files that are called as the images beside them are.

    Raises:
        InputError: one of them is empty, or zeros.
    """
    names = {(path.parent, called) for path in images for called in _called(path)}
    for path in others:
        if any((path.parent, called) in names for called in _called(path)) and _is_empty(path):
            raise InputError(
                f"{path} is empty, among images that are called alike: it was not copied whole. "
                "Copy the series again, or take it out of the folder."
            )


def _called(path: Path) -> set[str]:
    """A file's suffix, and its name but for numbers."""
    return {path.suffix.lower(), re.sub(r"\d+", "#", path.name)} - {""}


def _is_empty(path: Path) -> bool:
    with path.open("rb") as file:
        return not file.read(_FIRST).strip(b"\0")


def check_deflated(path: Path, start: bytes) -> None:
    """Refuse a deflated file that unpacks to what no image has: pydicom unpacks all there is.

    Args:
        path: the file.
        start: its first bytes, with the name of its transfer syntax.

    Raises:
        InputError: with the size that was reached.
    """
    if DeflatedExplicitVRLittleEndian.encode() not in start:
        return
    at = start.find(b"\x02\x00\x00\x00UL\x04\x00")  # the length of the group that is not packed
    if at < 0:
        return
    begin = at + 12 + int.from_bytes(start[at + 8 : at + 12], "little")
    most = max(_MOST_UNPACKED, _MOST_TIMES * path.stat().st_size)
    unpack, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    with path.open("rb") as file:
        file.seek(begin)
        try:
            while (piece := unpack.unconsumed_tail or file.read(_CHUNK)) and not unpack.eof:
                size += len(unpack.decompress(piece, _CHUNK))
                if size > most:
                    raise InputError(
                        f"{path} is damaged: it unpacks to more than {most / 1e6:,.0f} MB, which "
                        "no image of its size does. Export it again, not deflated."
                    )
        except zlib.error:
            return  # whoever reads it says so
