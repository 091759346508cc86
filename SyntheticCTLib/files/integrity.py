"""Find cut-off and damaged image files before ITK reads them.

ITK fills what is missing from a NIfTI file with zeros, reads its not-a-number values as 0, and
accepts a MetaImage file whose compressed stream is broken: none raises an error, and the MetaImage
reader writes to the screen. NRRD files it checks itself, in silence.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.nifti_header import float_values, open_nifti, promised_size

_CHUNK = 1 << 20
_META_FIELDS = ("NDims", "DimSize", "ElementType", "ElementDataFile")


def check_nifti_header(path: Path) -> None:
    """Refuse a .nii or .nii.gz file that does not begin with a NIfTI-1 header.

    Raises:
        InputError: it does not, or its compressed stream is damaged.
    """
    _promised(path)


def check_nifti_data(path: Path) -> None:
    """Refuse a NIfTI file that is damaged, cut off, or holds values that are not numbers.

    Args:
        path: a .nii or .nii.gz file.

    Raises:
        InputError: bytes are missing, the compressed stream does not fit its checksum, or a value
            is not a number.
    """
    promised = _promised(path)
    try:
        found = _unpacked_size(path)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path} is damaged or cut off: {error}") from error
    if found < promised:
        raise InputError(
            f"{path} is cut off: it holds {found} bytes, its header promises {promised}."
        )
    if missing := _values_that_are_no_numbers(path):
        raise InputError(
            f"{path} holds values that are not numbers (NaN or infinite; {missing} of them): "
            "repair or re-export it."
        )


def check_meta_header(path: Path) -> None:
    """Refuse a .mha or .mhd file that does not begin with a MetaImage header.

    Raises:
        InputError: a field is missing that every MetaImage has.
    """
    fields, _ = _meta_header(path)
    missing = [name for name in _META_FIELDS if name not in fields]
    if missing:
        raise InputError(
            f"{path} has no MetaImage header ({', '.join(missing)} missing): it is damaged or of "
            "another format."
        )


def check_meta_data(path: Path, data_bytes: int) -> None:
    """Refuse a MetaImage whose data are missing, cut off or do not unpack.

    Args:
        path: a .mha or .mhd file with a sound header.
        data_bytes: size of all voxel values according to the header.

    Raises:
        InputError: the data file is missing, bytes are missing, or they do not unpack.
    """
    fields, header_bytes = _meta_header(path)
    name = fields["ElementDataFile"]
    if name.upper() == "LIST" or "%" in name:
        return  # one file a slice: ITK reports a missing one itself
    inside = name.upper() == "LOCAL"
    data_file, start = (path, header_bytes) if inside else (path.parent / name, 0)
    if not data_file.is_file():
        raise InputError(f"{path} keeps its values in {name}, which is missing beside it.")
    if fields.get("CompressedData", "False").upper() == "TRUE":
        found = _inflated_size(data_file, start)
    else:
        found = data_file.stat().st_size - start
    if found < data_bytes:
        raise InputError(
            f"{data_file} is cut off: it holds {found} bytes of values, its header promises "
            f"{data_bytes}."
        )


def _promised(path: Path) -> int:
    try:
        promised = promised_size(path)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path} is damaged or cut off: {error}") from error
    if promised is None:
        raise InputError(f"{path} has no NIfTI-1 header: it is damaged or of another format.")
    return promised


def _unpacked_size(path: Path) -> int:
    if path.suffix.lower() != ".gz":
        return path.stat().st_size
    total = 0
    with open_nifti(path) as file:
        while chunk := file.read(_CHUNK):
            total += len(chunk)
    return total


def _values_that_are_no_numbers(path: Path) -> int:
    found = float_values(path)
    if found is None:
        return 0
    kind, start = found
    missing = 0
    with open_nifti(path) as file:
        file.seek(start)
        while chunk := file.read(_CHUNK):
            values = np.frombuffer(chunk[: len(chunk) // kind.itemsize * kind.itemsize], kind)
            missing += values.size - int(np.isfinite(values).sum())
    return missing


def _meta_header(path: Path) -> tuple[dict[str, str], int]:
    """The fields of the header, and its length in bytes."""
    fields: dict[str, str] = {}
    with path.open("rb") as file:
        while line := file.readline(_CHUNK):
            key, _, value = line.decode("latin-1").partition("=")
            fields[key.strip()] = value.strip()
            if key.strip() == "ElementDataFile":
                break
        return fields, file.tell()


def _inflated_size(path: Path, start: int) -> int:
    unpack, total = zlib.decompressobj(), 0
    try:
        with path.open("rb") as file:
            file.seek(start)
            while chunk := file.read(_CHUNK):
                total += len(unpack.decompress(chunk))
    except zlib.error as error:
        raise InputError(f"{path} is damaged: its values do not unpack ({error}).") from error
    return total
