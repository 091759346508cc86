"""The pixels of a DICOM file as they are stored, and the values that they stand for."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from pydicom.pixels import apply_modality_lut, pixel_array
from pydicom.uid import UID, RLELossless, SecondaryCaptureImageStorage

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.fields import numbers, whole, without_pydicom_warnings
from SyntheticCTLib.files.dicom.headers import Header
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


def stored_frames(header: Header, name: str) -> tuple[np.ndarray, pydicom.Dataset]:
    """The frames of a file, (frames, rows, columns), as they are stored, and the whole dataset.

    Args:
        header: of the file.
        name: of the series, for messages.

    Raises:
        InputError: pixels are missing, or cannot be decoded.
    """
    try:
        with without_pydicom_warnings():
            dataset = pydicom.dcmread(header.path, force=True)
    except Exception as error:  # pydicom's parsers raise what they come upon
        raise _undecoded(header, name) from error
    shape = (
        header.frames,
        whole(dataset, "Rows", header.path),
        whole(dataset, "Columns", header.path),
    )
    meta = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    if syntax is not None and not (isinstance(syntax, UID) and syntax.is_transfer_syntax):
        raise _undecoded(header, name)
    if syntax is not None and syntax.is_compressed and not syntax.is_deflated:
        frames = _unpacked(header, dataset, name)
    else:
        little = syntax is None or syntax.is_little_endian
        frames = _plain(header, dataset, shape, name, "<" if little else ">")
    if frames.size != np.prod(shape):
        raise _undecoded(header, name)
    return frames.reshape(shape), dataset


def padding(header: Header, dataset: pydicom.Dataset, frames: np.ndarray) -> np.ndarray | None:
    """Where pixels only pad the image, bool of the frames' shape; None without such pixels."""
    first = numbers(dataset, "PixelPaddingValue", header.path, 1)
    if not first:
        return None
    last = numbers(dataset, "PixelPaddingRangeLimit", header.path, 1) or first
    modulus = 2 ** (8 * frames.dtype.itemsize)  # the field may be signed where the pixels are not
    low, high = sorted((int(first[0]) % modulus, int(last[0]) % modulus))
    wrapped = frames.astype(np.int64) % modulus
    found = (wrapped >= low) & (wrapped <= high)
    return found if found.any() else None


def looked_up(frames: np.ndarray, dataset: pydicom.Dataset) -> np.ndarray:
    """Values through the modality's table, where the file has one in place of a slope."""
    if dataset.get("ModalityLUTSequence"):
        return np.asarray(apply_modality_lut(frames, dataset))
    return frames


def _plain(
    header: Header, dataset: pydicom.Dataset, shape: tuple[int, int, int], name: str, order: str
) -> np.ndarray:
    for word, code in (("FloatPixelData", "f4"), ("DoubleFloatPixelData", "f8")):
        if word in dataset:
            return _counted(header, dataset[word].value, shape, name, np.dtype(order + code))
    allocated = whole(dataset, "BitsAllocated", header.path)
    stored = whole(dataset, "BitsStored", header.path, allocated)
    high = whole(dataset, "HighBit", header.path, stored - 1)
    signed = whole(dataset, "PixelRepresentation", header.path, 0) == 1
    if allocated not in (8, 16, 32) or not 0 < stored <= high + 1 <= allocated:
        raise InputError(
            f"{header.path} has a damaged header: pixels of {allocated} bits, of which {stored} up "
            f"to bit {high} are used."
        )
    kind = np.dtype(f"{order}{'i' if signed else 'u'}{allocated // 8}")
    values = dataset["PixelData"].value if "PixelData" in dataset else b""
    frames: np.ndarray = _counted(header, values, shape, name, kind)
    frames = frames.astype(kind.newbyteorder("="))
    # Bits above and below the pixel's own may hold overlays; the sign is its own highest bit's.
    frames = np.left_shift(frames, allocated - 1 - high, dtype=frames.dtype)
    right: np.ndarray = np.right_shift(frames, allocated - stored, dtype=frames.dtype)
    return right


def _counted(
    header: Header, values: bytes, shape: tuple[int, int, int], name: str, kind: np.dtype
) -> np.ndarray:
    promised = int(np.prod(shape)) * kind.itemsize
    if not promised <= len(values) <= promised + promised % 2 + kind.itemsize % 2:
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
                return np.asarray(pixel_array(dataset, raw=True))
            return _by_gdcm(dataset, Path(folder) / "pixels.dcm")
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
    alone.save_as(path, enforce_file_format=True)
    reader = sitk.ImageFileReader()
    reader.SetImageIO("GDCMImageIO")
    reader.SetFileName(str(path))
    with without_itk_warnings():
        return sitk.GetArrayFromImage(reader.Execute())


def _undecoded(header: Header, name: str) -> InputError:
    return InputError(
        f"{name} cannot be decoded (transfer syntax {header.transfer_syntax}): the file is damaged "
        f"or its compression not supported ({header.path}). Export it without compression."
    )
