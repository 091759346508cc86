"""What a file is by its first bytes, for the sentence when its name says another thing."""

from __future__ import annotations

from pathlib import Path

#: First bytes and what they are; of DICOM they stand behind a preamble.
_STARTS = (
    (b"\x1f\x8b", "it is packed twice with gzip: unpack it once"),
    (b"BZh", "it is packed with bzip2, which is not supported: unpack it"),
    (b"\xfd7zXZ", "it is packed with xz, which is not supported: unpack it"),
    (b"\x28\xb5\x2f\xfd", "it is packed with zstd, which is not supported: unpack it"),
    (b"PK\x03\x04", "it is a ZIP archive: unpack it"),
    (b"NRRD000", "it is a NRRD file: name it .nrrd"),
    (b"ObjectType", "it is a MetaImage file: name it .mha or .mhd"),
    (b"NDims", "it is a MetaImage file: name it .mha or .mhd"),
    (b"\x89HDF", "it is an HDF5 or MINC file: convert it to NIfTI or NRRD"),
    (b"CDF\x01", "it is a MINC file: convert it to NIfTI or NRRD"),
    (b"\x89PNG", "it is a picture (PNG)"),
    (b"\xff\xd8\xff", "it is a picture (JPEG)"),
    (b"II*\x00", "it is a picture (TIFF)"),
    (b"MM\x00*", "it is a picture (TIFF)"),
    (b"<?xml", "it is an XML file"),
    (b"{", "it is a text"),
)
_DICOM = "it is a DICOM file: give the folder of its series"
_NIFTI = "it is a NIfTI file: name it .nii"


def of_another_format(path: Path, wanted: str, start: bytes) -> str:
    """The sentence for a file that has not the header that its name promises.

    Args:
        path: the file.
        wanted: the format by its name.
        start: its first bytes, 348 if there are so many, unpacked if they were packed.
    """
    return f"{path} has no {wanted} header: {_told(start)}."


def _told(start: bytes) -> str:
    if start[128:132] == b"DICM":
        return _DICOM
    if start[344:347] in (b"n+1", b"ni1"):
        return _NIFTI
    found = (words for bytes_, words in _STARTS if start.startswith(bytes_))
    return next(found, "it is damaged or of another format")
