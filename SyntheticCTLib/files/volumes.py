"""Volumes from and to files: NIfTI, NRRD and MetaImage both ways, DICOM folders in."""

from __future__ import annotations

import gzip
import logging
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.atomic import (
    atomic_path,
    make_temporary,
    naming,
    remove_leftovers,
    temporary_path,
    wanted_name,
)
from SyntheticCTLib.files.itk_writing import itk_writing
from SyntheticCTLib.files.metaimage.placing import part_values, put_header
from SyntheticCTLib.files.metaimage.reading import read_metaimage
from SyntheticCTLib.files.names import check_parent, without_folder
from SyntheticCTLib.files.nifti.header import read_header
from SyntheticCTLib.files.nifti.place import place_of
from SyntheticCTLib.files.nifti.reading import read_nifti
from SyntheticCTLib.files.nifti.stored import StoredGeometry, put_geometry, stored_geometry
from SyntheticCTLib.files.nrrd.directions import put_exact_directions
from SyntheticCTLib.files.nrrd.reading import read_nrrd
from SyntheticCTLib.files.values import check_numbers
from SyntheticCTLib.image.volume import GEOMETRY_KEY, WARNINGS_KEY, Volume

#: The file formats that are read and written, by suffix.
SUFFIXES = (".nii", ".nii.gz", ".nrrd", ".mha", ".mhd")

#: ITK's name for a file's comment in every format, and how much of it NIfTI's "descrip" holds.
_COMMENT_KEY = "ITK_FileNotes"
_LONGEST_COMMENT = 79

_log = logging.getLogger(__name__)


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


def _suffix_to_read(path: Path) -> str:
    """As ``volume_suffix``; headers of NRRD that stand beside their values are read, too."""
    return ".nrrd" if path.suffix.lower() == ".nhdr" else volume_suffix(path)


def read_given(path: str | Path | None) -> Volume | None:
    """The volume of a path that may be left out."""
    return None if path is None else read_volume(path)


@typed
def read_volume(path: str | Path) -> Volume:
    """Read a volume from a file or a folder of DICOM files.

    Args:
        path: a .nii, .nii.gz, .nrrd, .nhdr, .mha or .mhd file, or a folder with one DICOM series.

    Returns:
        The volume, array ``[k, j, i]`` in the stored type. ``metadata["source"]`` is the path,
        ``metadata["modality"]`` what the header says ("MR", "CT"), ``metadata["warnings"]``
        what the header leaves unsure, a sentence each, and "dicom:<Keyword>" entries hold what
        DICOM says about patient and study. Pass the metadata on with the result:
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
    if not str(path).strip():
        raise InputError("The name of an image is empty: give a file, or the folder of a series.")
    path = Path(path)
    if path.is_dir():
        from SyntheticCTLib.files.dicom.series import read_series  # pydicom only when it is needed

        return read_series(path)
    if not path.exists():
        raise InputError(f"{path} does not exist: check the name.")
    _suffix_to_read(path)  # refuses what is none of the formats
    if not path.is_file():
        raise InputError(f"{path} is no ordinary file: give an image file, or a DICOM folder.")
    volume, warnings = _read_file(path)
    check_numbers(path, volume.array)
    for warning in warnings:
        _log.warning("%s", warning)
    kept = [without_folder(warning, path) for warning in warnings]
    found = {"source": str(path), WARNINGS_KEY: kept}
    return replace(volume, metadata={"modality": None, **volume.metadata, **found})


def _read_file(path: Path) -> tuple[Volume, list[str]]:
    """The volume of a file by its suffix, and what is unsure about it, a sentence each."""
    suffix = _suffix_to_read(path)
    if suffix in (".nii", ".nii.gz"):
        return read_nifti(path)
    if suffix == ".nrrd":
        return read_nrrd(path)
    return read_metaimage(path)


@typed
def write_volume(volume: Volume, path: str | Path, *, removing: Path | None = None) -> None:
    """Write a volume; the file appears whole or not at all.

    The place of the voxels survives bit for bit where the format can hold it: always in MHA and
    MHD; in NRRD and NIfTI when the volume's grid came from a file of that format. NIfTI holds
    32-bit numbers, so a grid from elsewhere is rounded (about 1e-7 of each number), and NRRD may
    differ in the last of 64 bits. Of the metadata only "description" is written, as the file's
    comment (NIfTI holds 79 characters): patients' names would end up in files where nobody expects
    them.

    Args:
        volume: bool is stored as 8-bit 0 and 1.
        path: the file to write, one of ``SUFFIXES``; its folder must exist.
        removing: a file about the older volume, see ``atomic.atomic_path``.

    Raises:
        InputError: unknown format, or the folder does not exist.
        OSError: the file cannot be written.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> write_volume(Volume(np.ones((2, 3, 4), np.int16)), folder / "ones.nii.gz")
        >>> int(read_volume(folder / "ones.nii.gz").array.sum())
        24
    """
    path = Path(path)
    suffix = volume_suffix(path)
    check_parent(path)
    if suffix == ".mhd":
        _write_mhd(volume, path, removing)
        return
    with atomic_path(path, removing=removing) as temporary:
        if suffix == ".nii":
            _write_nifti(volume, temporary)
        elif suffix == ".nii.gz":
            _write_nifti_packed(volume, temporary)
        else:
            _write(volume, temporary, compressed=True)
            if suffix == ".nrrd":
                put_exact_directions(temporary, volume)
        _check_written(temporary, volume)


def _write(volume: Volume, path: Path, *, compressed: bool) -> None:
    image = volume.to_sitk()
    if description := volume.metadata.get("description"):
        image.SetMetaData(_COMMENT_KEY, str(description)[:_LONGEST_COMMENT])
    with itk_writing(path, volume.array.nbytes):
        sitk.WriteImage(image, str(path), useCompression=compressed)


def _write_mhd(volume: Volume, path: Path, removing: Path | None) -> None:
    remove_leftovers(path.parent)
    folder = temporary_path(path)
    make_temporary(folder, path)
    try:
        with naming(path):
            header = folder / path.name
            if "%" in str(header):  # ITK fills it in as a pattern where values have their own file
                whole = header.with_suffix(".mha")
                _write(volume, whole, compressed=False)
                part_values(whole, header)
            else:
                _write(volume, header, compressed=False)
            _check_written(header, volume)
            put_header(header, path, removing)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_written(path: Path, volume: Volume) -> None:
    """Read back what was written: a full disk may cut a file off without a word.

    Raises:
        OSError: the file does not hold the volume's values.
    """
    try:
        stored = _read_file(path)[0].array
    except InputError as error:
        raise OSError(
            f"{wanted_name(path)} could not be written whole: is its disk full, or has it a limit?"
        ) from error
    if not np.array_equal(stored, volume.array, equal_nan=stored.dtype.kind == "f"):
        name = wanted_name(path)
        raise OSError(f"{name} could not be written: it holds other values than were given.")


def _write_nifti_packed(volume: Volume, path: Path) -> None:
    """Packed here and not by ITK, because the header is changed before the packing."""
    plain = path.with_suffix("")
    path.touch(exist_ok=False)  # so that what cannot be made is told with its own name
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
    if not isinstance(stored, StoredGeometry):
        return
    written = stored_geometry(read_header(path))
    put_geometry(path, stored)
    place = place_of(path, read_header(path))
    if (place.origin, place.spacing, place.direction) != (
        volume.origin,
        volume.spacing,
        volume.direction,
    ):
        put_geometry(path, written)
