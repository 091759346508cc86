"""Volumes from and to files: NIfTI, NRRD and MetaImage both ways, DICOM folders in."""

from __future__ import annotations

import gzip
import math
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.integrity import (
    check_meta_data,
    check_meta_header,
    check_nifti_data,
    check_nifti_header,
)
from SyntheticCTLib.files.itk_warnings import without_itk_warnings
from SyntheticCTLib.files.itk_writing import itk_writing
from SyntheticCTLib.files.nifti_header import (
    StoredGeometry,
    put_geometry,
    stored_geometry,
)
from SyntheticCTLib.files.nrrd_header import put_exact_directions
from SyntheticCTLib.image.grid import times
from SyntheticCTLib.image.volume import GEOMETRY_KEY, Volume
from SyntheticCTLib.memory import check_memory

#: The file formats that are read and written, by suffix.
SUFFIXES = (".nii", ".nii.gz", ".nrrd", ".mha", ".mhd")

#: ITK's IO classes by suffix. The suffix decides: a file of another kind is an error.
_IMAGE_IO = {
    ".nii": "NiftiImageIO",
    ".nii.gz": "NiftiImageIO",
    ".nrrd": "NrrdImageIO",
    ".mha": "MetaImageIO",
    ".mhd": "MetaImageIO",
}

#: ITK's name for a file's comment in every format, and how much of it NIfTI's "descrip" holds.
_COMMENT_KEY = "ITK_FileNotes"
_LONGEST_COMMENT = 79


def volume_suffix(path: str | Path) -> str:
    """The suffix that names a volume's format, in lower case (".nii.gz" counts as one).

    Raises:
        InputError: none of the known formats.
    """
    name = Path(path).name.lower()
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if name.endswith(suffix) and name != suffix:
            return suffix
    raise InputError(
        f"{path} has an unknown format: use {', '.join(SUFFIXES)}, or a folder of DICOM files."
    )


def read_volume(path: str | Path) -> Volume:
    """Read a volume from a file or a folder of DICOM files.

    Args:
        path: a .nii, .nii.gz, .nrrd, .mha or .mhd file, or a folder with one DICOM series.

    Returns:
        The volume, array ``[k, j, i]`` in the stored type. ``metadata["source"]`` is the path,
        ``metadata["modality"]`` the DICOM modality ("MR", "CT") or None, and "dicom:<Keyword>"
        entries hold what DICOM says about patient and study. Pass the metadata on with the result:
        it lets ``write_volume`` store exactly the grid that the input file stores.

    Raises:
        InputError: the file is missing, damaged, cut off, of an unknown format, or not one 3D
            scalar image.
        ResourceError: it is larger than the free memory; its pixels were not read.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> write_volume(Volume(np.zeros((2, 3, 4), np.int16)), folder / "zeros.nrrd")
        >>> read_volume(folder / "zeros.nrrd").size
        (4, 3, 2)
    """
    path = Path(path)
    if path.is_dir():
        from SyntheticCTLib.files.dicom.series import read_series  # pydicom only when it is needed

        return read_series(path)
    if not path.exists():
        raise InputError(f"{path} does not exist: check the name.")
    suffix = volume_suffix(path)
    metadata: dict[str, Any] = {"source": str(path), "modality": None}
    with without_itk_warnings():
        reader = _open(path, suffix)
        if _IMAGE_IO[suffix] == "NiftiImageIO":
            metadata[GEOMETRY_KEY] = stored_geometry(path)
        return Volume.from_sitk(_pixels(reader, path), metadata)


def write_volume(volume: Volume, path: str | Path) -> None:
    """Write a volume; the file appears whole or not at all.

    The place of the voxels survives bit for bit where the format can hold it: always in MHA and
    MHD; in NRRD and NIfTI when the volume's grid came from a file of that format. NIfTI holds
    32-bit numbers, so a grid from elsewhere is rounded (about 1e-7 of each number), and NRRD may
    differ in the last of 64 bits. Of the metadata only "description" is written, as the file's
    comment (NIfTI holds 79 characters): patients' names would end up in files where nobody expects
    them.

    Args:
        volume: bool is stored as 8-bit 0 and 1, float16 as float32.
        path: the file to write, one of ``SUFFIXES``; its folder must exist.

    Raises:
        InputError: unknown format, or the folder does not exist.
        OSError: the file cannot be written.
    """
    path = Path(path)
    suffix = volume_suffix(path)
    if not path.parent.is_dir():
        raise InputError(f"The folder {path.parent} does not exist: make it first.")
    if volume.array.dtype == np.float16:
        volume = replace(volume, array=volume.array.astype(np.float32))
    if suffix == ".mhd":
        _write_mhd(volume, path)
        return
    with atomic_path(path) as temporary:
        if suffix == ".nii":
            _write_nifti(volume, temporary)
        elif suffix == ".nii.gz":
            _write_nifti_packed(volume, temporary)
        else:
            _write(volume, temporary, compressed=True)
            if suffix == ".nrrd":
                put_exact_directions(temporary, volume)


def _open(path: Path, suffix: str) -> sitk.ImageFileReader:
    """A reader that has read the header, after every check that comes before the pixels."""
    kind = _IMAGE_IO[suffix]
    if kind == "MetaImageIO":
        check_meta_header(path)
    elif kind == "NiftiImageIO":
        check_nifti_header(path)
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    reader.SetImageIO(kind)
    try:
        reader.ReadImageInformation()
    except RuntimeError as error:
        raise InputError(f"{path} cannot be read as {suffix}: {_reason(error)}") from error
    _check_shape(path, reader)
    value_bytes = _bytes_per_value(reader.GetPixelID())
    check_memory(reader.GetSize(), value_bytes, str(path))
    if kind == "MetaImageIO":
        check_meta_data(path, math.prod(reader.GetSize()) * value_bytes)
    elif kind == "NiftiImageIO":
        check_nifti_data(path)
    return reader


def _check_shape(path: Path, reader: sitk.ImageFileReader) -> None:
    size, components = reader.GetSize(), reader.GetNumberOfComponents()
    if components != 1:
        raise InputError(
            f"{path} holds {components} values a voxel (colour or vectors): one value is needed."
        )
    if len(size) < 3 or any(n > 1 for n in size[3:]):
        raise InputError(
            f"{path} has {len(size)} dimensions ({times(size)} voxels): one 3D volume is needed."
        )


def _bytes_per_value(pixel_id: int) -> int:
    return int(sitk.Image([1, 1], pixel_id).GetSizeOfPixelComponent())


def _pixels(reader: sitk.ImageFileReader, path: Path) -> sitk.Image:
    size = reader.GetSize()
    if len(size) > 3:  # further axes of one step each: an extracted size of 0 drops an axis
        reader.SetExtractSize([*size[:3], *[0] * (len(size) - 3)])
    try:
        return reader.Execute()
    except RuntimeError as error:
        raise InputError(f"{path} is damaged or cut off: {_reason(error)}") from error


def _reason(error: RuntimeError) -> str:
    """The last line of an ITK message; those before it are C++ file names."""
    return str(error).strip().splitlines()[-1].strip()


def _write(volume: Volume, path: Path, *, compressed: bool) -> None:
    image = volume.to_sitk()
    if description := volume.metadata.get("description"):
        image.SetMetaData(_COMMENT_KEY, str(description)[:_LONGEST_COMMENT])
    with itk_writing(path, volume.array.nbytes):
        sitk.WriteImage(image, str(path), useCompression=compressed)


def _write_mhd(volume: Volume, path: Path) -> None:
    """Both files are written whole in a folder beside the target; the header is renamed last."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as folder:
        header = Path(folder) / path.name
        _write(volume, header, compressed=False)
        header.with_suffix(".raw").replace(path.with_suffix(".raw"))
        header.replace(path)


def _write_nifti_packed(volume: Volume, path: Path) -> None:
    """Packed here and not by ITK, because the header is changed before the packing."""
    plain = path.with_suffix("")
    try:
        _write_nifti(volume, plain)
        # No name and no time in the gzip header: the same volume gives the same bytes.
        with (
            plain.open("rb") as source,
            path.open("wb") as sink,
            gzip.GzipFile("", "wb", compresslevel=5, fileobj=sink, mtime=0) as packed,
        ):
            shutil.copyfileobj(source, packed, 1 << 20)
    finally:
        plain.unlink(missing_ok=True)


def _write_nifti(volume: Volume, path: Path) -> None:
    """Write, then put the input's stored geometry back where it still describes this grid."""
    _write(volume, path, compressed=False)
    stored = volume.metadata.get(GEOMETRY_KEY)
    written = stored_geometry(path)
    if written is None or not isinstance(stored, StoredGeometry) or _reads_back(path, volume):
        return
    put_geometry(path, stored)
    if not _reads_back(path, volume):
        put_geometry(path, written)


def _reads_back(path: Path, volume: Volume) -> bool:
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    with without_itk_warnings():
        reader.ReadImageInformation()
    grid = (reader.GetOrigin(), reader.GetSpacing(), reader.GetDirection())
    return grid == (volume.origin, volume.spacing, volume.direction)
