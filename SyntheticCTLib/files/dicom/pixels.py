"""The pixels of a DICOM file as they are stored, and the values that they stand for."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from pydicom.dataelem import RawDataElement
from pydicom.pixels import apply_modality_lut, pixel_array
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
    SecondaryCaptureImageStorage,
)

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import naming
from SyntheticCTLib.files.dicom.codestream import check_codestreams
from SyntheticCTLib.files.dicom.fields import whole, without_pydicom_warnings
from SyntheticCTLib.files.dicom.headers import Header
from SyntheticCTLib.files.dicom.padding import padding_in
from SyntheticCTLib.files.dicom.saved import save_dataset
from SyntheticCTLib.files.foreign_lines import without_foreign_lines
from SyntheticCTLib.files.itk_warnings import without_itk_warnings

#: What GDCM needs to decode pixels, and nothing that would make it change their values.
_PIXEL_FIELDS = (
    "SOPInstanceUID",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "NumberOfFrames",
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "PixelData",
)

#: The length of an element that says where it ends.
_OPEN_END = 0xFFFFFFFF

#: Bits of a pixel that is not packed.
_WHOLE_BYTES = (8, 16, 32)

#: How PixelData begins: with its type, or without; and how many bytes that is, with its length.
_BEGINS = (b"\xe0\x7f\x10\0OW\0\0", b"\xe0\x7f\x10\0OB\0\0", b"\xe0\x7f\x10\0")
_ELEMENT_BYTES = 12


@dataclass(frozen=True)
class StoredFrames:
    """The frames of a file as they are stored, (frames, rows, columns).

    Attributes:
        values: of the pixels' own bits; through the modality's table where the file has one.
        padded: where pixels only pad the image, bool; None where none does.
        beyond: padding has bits that no value has.
        doubt: what is unsure about them in a sentence, "" for nothing.
    """

    values: np.ndarray
    padded: np.ndarray | None
    beyond: bool
    doubt: str


def stored_frames(header: Header, name: str, padding: Sequence[int]) -> StoredFrames:
    """The frames of a file.

    Args:
        header: of the file.
        name: of the series, for messages.
        padding: value, or first and last value, of pixels that only pad the image; or none.

    Raises:
        InputError: pixels are missing, or cannot be decoded.
    """
    raw, dataset = _raw_frames(header, name)
    padded = padding_in(raw, padding)
    values, doubt = raw, ""
    if raw.dtype.kind in "iu":
        values, doubt = _own_bits(header, dataset, raw, padded)
    doubt = doubt or _beyond_the_pixels(header, dataset, raw)
    beyond = padded is not None and not np.array_equal(raw[padded], values[padded])
    return StoredFrames(_looked_up(header, dataset, values), padded, beyond, doubt)


def _raw_frames(header: Header, name: str) -> tuple[np.ndarray, pydicom.Dataset]:
    """All bits of the frames, (frames, rows, columns), and what the file says beside them."""
    if (plain := _at_the_end(header)) is not None:
        return plain, header.dataset
    try:
        with without_pydicom_warnings():
            dataset = pydicom.dcmread(header.path, force=True)
    except Exception as error:  # pydicom's parsers raise what they come upon
        raise _undecoded(header, name) from error
    _check_length(header, dataset, name)
    # What the header says of the pixels is decoded there already.
    shape = (
        header.frames,
        whole(header.dataset, "Rows", header.path),
        whole(header.dataset, "Columns", header.path),
    )
    meta = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    if syntax is not None and not (isinstance(syntax, UID) and syntax.is_transfer_syntax):
        raise _undecoded(header, name)
    if not _is_plain(dataset):
        frames = _unpacked(header, dataset, name)
    else:
        little = syntax is None or syntax.is_little_endian
        frames = _plain(header, dataset, shape, name, "<" if little else ">")
    if frames.size != np.prod(shape):
        raise _undecoded(header, name)
    return frames.reshape(shape), dataset


def _check_length(header: Header, dataset: pydicom.Dataset, name: str) -> None:
    """Refuse a file that ends within its pixels, though there may be enough of them.

    Raises:
        InputError: see above.
    """
    element = dataset.get_item("PixelData") if "PixelData" in dataset else None
    if not isinstance(element, RawDataElement) or element.length == _OPEN_END:
        return
    if (found := len(element.value or b"")) < element.length:
        raise InputError(
            f"{name} cannot be decoded: {header.path} is cut off, it promises {element.length} "
            f"bytes of pixels and ends after {found}."
        )


def _at_the_end(header: Header) -> np.ndarray | None:
    """Pixels that are not packed and end their file, as nearly all do: nothing is read twice then.

    None where they lie elsewhere, or are of another length than the header says.
    """
    meta = getattr(header.dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    explicit = syntax == ExplicitVRLittleEndian
    if not explicit and syntax != ImplicitVRLittleEndian:
        return None
    rows, columns, allocated = (
        whole(header.dataset, word, header.path) for word in ("Rows", "Columns", "BitsAllocated")
    )
    if allocated not in _WHOLE_BYTES:
        return None
    shape = (header.frames, rows, columns)
    promised = math.prod(shape) * allocated // 8
    length = promised + promised % 2
    with header.path.open("rb") as file:
        if file.seek(0, os.SEEK_END) < length + _ELEMENT_BYTES:
            return None
        file.seek(-length - _ELEMENT_BYTES, os.SEEK_END)
        begins, size = file.read(_ELEMENT_BYTES - 4), file.read(4)
        if size != length.to_bytes(4, "little") or begins[0 if explicit else 4 :] not in _BEGINS:
            return None
        values = file.read(promised)
    kind = _kind(header, "<")
    return np.frombuffer(values, kind).astype(kind.newbyteorder("="), copy=False).reshape(shape)


def _looked_up(header: Header, dataset: pydicom.Dataset, frames: np.ndarray) -> np.ndarray:
    """Values through the modality's table, where the file has one in place of a slope."""
    if not header.has_table:
        return frames
    try:
        return np.asarray(apply_modality_lut(frames, dataset))
    except Exception as error:  # pydicom raises what it comes upon in a damaged table
        raise InputError(
            f"{header.path} has a damaged header: its table of values (ModalityLUTSequence) cannot "
            "be applied."
        ) from error


def _own_bits(
    header: Header, dataset: pydicom.Dataset, raw: np.ndarray, padded: np.ndarray | None
) -> tuple[np.ndarray, str]:
    """The bits that are the pixel's own, and what the others hold that could be part of a value.

    Those above may hold an overlay, or a value that is larger than the header says. Padding is
    often such a value.
    """
    allocated = 8 * raw.dtype.itemsize
    stored = whole(header.dataset, "BitsStored", header.path, allocated)
    if stored >= allocated:
        return raw, ""
    high = whole(header.dataset, "HighBit", header.path, stored - 1)
    # The sign is the highest of the pixel's own bits.
    shifted = np.left_shift(raw, allocated - 1 - high, dtype=raw.dtype)
    values: np.ndarray = np.right_shift(shifted, allocated - stored, dtype=raw.dtype)
    if high != stored - 1 or np.array_equal(raw, values):
        return values, ""
    beyond = (raw != values) & (raw != values & (2**stored - 1))
    if padded is not None:
        beyond &= ~padded
    if _has_overlay(dataset):
        return values, ""
    if not beyond.any():
        # Negative values without their sign in the bits above: nobody writes them so on purpose.
        other = raw != values if padded is None else (raw != values) & ~padded
        if not other.any():
            return values, ""
        return values, (
            f"{header.path} may contradict itself: pixels hold up to {raw[other].max()}, which its "
            f"header makes negative ({stored} bits with a sign): they were taken so."
        )
    return values, (
        f"{header.path} contradicts itself: pixels hold up to {raw[beyond].max()}, more than the "
        f"{stored} bits that its header speaks of (BitsStored); only these bits were taken, as if "
        "the others held an overlay."
    )


def _has_overlay(dataset: pydicom.Dataset) -> bool:
    """Whether bits of the pixels hold an overlay: a group 60xx with the bit and without data."""
    groups = range(0x6000, 0x6100, 2)
    return any((g, 0x0102) in dataset and (g, 0x3000) not in dataset for g in groups)


def _beyond_the_pixels(header: Header, dataset: pydicom.Dataset, raw: np.ndarray) -> str:
    """That zeros follow the pixels, which older programs write (DICOM PS3.5, 8.1.1), or ""."""
    if header.dataset is dataset or not _is_plain(dataset):
        return ""
    more = len(dataset["PixelData"].value) - raw.nbytes if "PixelData" in dataset else 0
    if more <= raw.nbytes % 2 + raw.itemsize % 2:
        return ""
    return (
        f"{header.path} holds {more} bytes of zeros behind its pixels: they were left out, as "
        "padding."
    )


def _is_plain(dataset: pydicom.Dataset) -> bool:
    """Whether pixels are not packed."""
    meta = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    return syntax is None or not syntax.is_compressed or syntax.is_deflated


def _plain(
    header: Header, dataset: pydicom.Dataset, shape: tuple[int, int, int], name: str, order: str
) -> np.ndarray:
    for word, code in (("FloatPixelData", "f4"), ("DoubleFloatPixelData", "f8")):
        if word in dataset:
            return _counted(header, dataset[word].value, shape, name, np.dtype(order + code))
    kind = _kind(header, order)
    values = dataset["PixelData"].value if "PixelData" in dataset else b""
    frames: np.ndarray = _counted(header, values, shape, name, kind)
    return frames.astype(kind.newbyteorder("="), copy=False)


def _kind(header: Header, order: str) -> np.dtype:
    """Type of a stored pixel. All of its fields are checked; see _own_bits."""
    allocated = whole(header.dataset, "BitsAllocated", header.path)
    stored = whole(header.dataset, "BitsStored", header.path, allocated)
    high = whole(header.dataset, "HighBit", header.path, stored - 1)
    signed = whole(header.dataset, "PixelRepresentation", header.path, 0) == 1
    if allocated not in _WHOLE_BYTES or not 0 < stored <= high + 1 <= allocated:
        raise InputError(
            f"{header.path} has a damaged header: pixels of {allocated} bits, of which {stored} up "
            f"to bit {high} are used."
        )
    return np.dtype(f"{order}{'i' if signed else 'u'}{allocated // 8}")


def _counted(
    header: Header, values: bytes | None, shape: tuple[int, int, int], name: str, kind: np.dtype
) -> np.ndarray:
    values = values or b""  # pydicom has None for an element without a value
    promised = int(np.prod(shape)) * kind.itemsize
    more = len(values) - promised
    if more < 0 or (more > promised % 2 + kind.itemsize % 2 and any(values[promised:])):
        raise InputError(
            f"{name} cannot be decoded: {header.path} holds {len(values)} bytes of pixels, its "
            f"header promises {promised}."
        )
    return np.frombuffer(values[:promised], kind)


def _unpacked(header: Header, dataset: pydicom.Dataset, name: str) -> np.ndarray:
    """Packed pixels: by pydicom what it decodes itself, else by GDCM from a file of pixels only."""
    try:
        with without_pydicom_warnings(), tempfile.TemporaryDirectory() as folder:
            if dataset.file_meta.TransferSyntaxUID == RLELossless:
                return np.asarray(pixel_array(dataset, raw=True, correct_unused_bits=False))
            check_codestreams(header.path, dataset, header.frames)
            return _by_gdcm(dataset, Path(folder) / "pixels.dcm")
    except InputError:
        raise
    except OSError as error:
        if error.errno is not None:  # of the disk; what Pillow says of damaged pixels has none
            raise
        raise _undecoded(header, name) from error
    except Exception as error:
        raise _undecoded(header, name) from error


def _by_gdcm(dataset: pydicom.Dataset, path: Path) -> np.ndarray:
    alone = pydicom.Dataset()
    for word in _PIXEL_FIELDS:
        if word in dataset:
            alone[word] = dataset[word]
    alone.SOPClassUID = SecondaryCaptureImageStorage
    alone.PhotometricInterpretation = "MONOCHROME2"
    alone.file_meta = pydicom.dataset.FileMetaDataset()
    alone.file_meta.TransferSyntaxUID = dataset.file_meta.TransferSyntaxUID
    with naming(path):
        save_dataset(alone, path)
    reader = sitk.ImageFileReader()
    reader.SetImageIO("GDCMImageIO")
    reader.SetFileName(str(path))
    with without_itk_warnings(), without_foreign_lines():
        return sitk.GetArrayFromImage(reader.Execute())


def _undecoded(header: Header, name: str) -> InputError:
    return InputError(
        f"{name} cannot be decoded (transfer syntax {header.transfer_syntax}): the file is damaged "
        f"or its compression not supported ({header.path}). Export it without compression."
    )
