"""Read a NIfTI-1 file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from SyntheticCTLib.files.nifti.header import NiftiHeader, read_header
from SyntheticCTLib.files.nifti.place import place_of
from SyntheticCTLib.files.nifti.stored import stored_geometry
from SyntheticCTLib.files.unpack import exact_bytes, is_gzip
from SyntheticCTLib.files.values import as_array
from SyntheticCTLib.image.volume import GEOMETRY_KEY, Volume
from SyntheticCTLib.memory import check_memory


def read_nifti(path: Path) -> tuple[Volume, list[str]]:
    """The volume of a .nii or .nii.gz file, and contradictions in its header, a sentence each.

    Raises:
        InputError: damaged, cut off, no NIfTI-1 file, or not one 3D scalar image.
        ResourceError: it is larger than the free memory; its values were not read.
    """
    header = read_header(path)
    place = place_of(path, header)
    check_memory(header.size, header.kind.itemsize, str(path))
    values = exact_bytes(path, header.data_bytes, skip=header.first_value, packed=is_gzip(path))
    array = _scaled(as_array(values, header.size, header.kind), header)
    metadata = {GEOMETRY_KEY: stored_geometry(header)}
    volume = Volume(array, place.origin, place.spacing, place.direction, metadata)
    return volume, [*place.warnings, *([header.doubt] if header.doubt else [])]


def _scaled(array: np.ndarray, header: NiftiHeader) -> np.ndarray:
    if (header.slope, header.intercept) == (1.0, 0.0):
        return array
    kind = np.float64 if array.dtype == np.float64 else np.float32
    return (array.astype(np.float64) * header.slope + header.intercept).astype(kind)
