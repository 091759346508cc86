"""Whole files of images: NIfTI, NRRD, MetaImage, and DICOM series of several kinds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from damaged.family import Family
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    CTImageStorage,
    EnhancedCTImageStorage,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
    generate_uid,
)

from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume


def image_families(ct: Volume, folder: Path) -> list[Family]:
    """One family of each format, of the same CT in whole HU."""
    found = []
    for suffix, covered in ((".nii", False), (".nii.gz", True), (".nrrd", True), (".mha", True)):
        path = folder / f"ct{suffix}"
        write_volume(ct, path)
        found.append(Family(suffix[1:], path, read_volume, covered))
    write_volume(ct, folder / "apart.mhd")
    plain = folder / "plain.nrrd"
    sitk.WriteImage(ct.to_sitk(), str(plain), useCompression=False)
    return [
        *found,
        Family("mhd, its header", folder / "apart.mhd", read_volume),
        Family(
            "mhd, its values", folder / "apart.raw", lambda _: read_volume(folder / "apart.mhd")
        ),
        Family("nrrd, not packed", plain, read_volume),
        Family("nhdr, its header", _detached(ct, folder), read_volume),
        *_dicom_families(ct, folder),
    ]


def _dicom_families(ct: Volume, folder: Path) -> list[Family]:
    files = {
        "dicom": _series(ct, folder / "explicit"),
        "dicom, implicit": _series(ct, folder / "implicit", ImplicitVRLittleEndian),
        "dicom, RLE": _series(ct, folder / "rle", RLELossless),
        "dicom, JPEG 2000": _jpeg(_series(ct, folder / "jpeg")),
        "dicom, enhanced": _enhanced(ct, folder / "enhanced"),
    }
    return [Family(name, file, _series_of) for name, file in files.items()]


def _detached(ct: Volume, folder: Path) -> Path:
    """A NRRD header with its values in another file."""
    sitk.WriteImage(ct.to_sitk(), str(folder / "apart.nhdr"), useCompression=False)
    return folder / "apart.nhdr"


def _series(ct: Volume, folder: Path, syntax: str = ExplicitVRLittleEndian) -> Path:
    """A CT's slices as DICOM files; the file of the middle one."""
    folder.mkdir()
    series, files = generate_uid(), []
    for k, values in enumerate(np.rint(ct.array).astype(np.int16)):
        one = _dataset(values, CTImageStorage, series)
        one.InstanceNumber = k + 1
        one.ImagePositionPatient = [*ct.origin[:2], ct.origin[2] + k * ct.spacing[2]]
        one.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        one.PixelSpacing, one.SliceThickness = [ct.spacing[1], ct.spacing[0]], ct.spacing[2]
        one.RescaleSlope, one.RescaleIntercept = 1, 0
        one.PixelData = values.tobytes()
        if syntax == RLELossless:
            one.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
            one.compress(RLELossless, generate_instance_uid=False)
        else:
            one.file_meta.TransferSyntaxUID = syntax
        files.append(folder / f"{k:02}.dcm")
        one.save_as(files[-1], enforce_file_format=True)
    return files[len(files) // 2]


def _dataset(values: np.ndarray, storage: str, series: str) -> Dataset:
    one = Dataset()
    one.SOPClassUID, one.SOPInstanceUID = storage, generate_uid()
    one.Modality, one.SeriesInstanceUID, one.StudyInstanceUID = "CT", series, series
    one.Rows, one.Columns = values.shape[-2:]
    one.SamplesPerPixel, one.PhotometricInterpretation = 1, "MONOCHROME2"
    one.BitsAllocated, one.BitsStored, one.HighBit, one.PixelRepresentation = 16, 16, 15, 1
    one.file_meta = FileMetaDataset()
    return one


def _jpeg(middle: Path) -> Path:
    """Pack the pixels of every file of a series as JPEG 2000."""
    packed = middle.parent.with_suffix(".dcm")
    writer = sitk.ImageFileWriter()
    writer.SetImageIO("GDCMImageIO")
    writer.UseCompressionOn()
    writer.SetCompressor("JPEG2000")
    writer.SetFileName(str(packed))
    for path in middle.parent.iterdir():
        image = dcmread(path)
        pixels = np.frombuffer(image.PixelData, np.int16).reshape(1, image.Rows, image.Columns)
        writer.Execute(sitk.GetImageFromArray(pixels))
        jpeg = dcmread(packed)
        image.file_meta.TransferSyntaxUID = jpeg.file_meta.TransferSyntaxUID
        image.PixelData = jpeg.PixelData
        image["PixelData"].is_undefined_length = True
        image.save_as(path)
    return middle


def _enhanced(ct: Volume, folder: Path) -> Path:
    """The CT as one file of many frames, each with a scale of its own."""
    folder.mkdir()
    one = _dataset(ct.array, EnhancedCTImageStorage, generate_uid())
    one.NumberOfFrames = len(ct.array)
    shared, turned, wide = Dataset(), Dataset(), Dataset()
    turned.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    wide.PixelSpacing = [ct.spacing[1], ct.spacing[0]]
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [turned], [wide]
    one.SharedFunctionalGroupsSequence, groups, stored = [shared], [], []
    for k, values in enumerate(ct.array):
        group, place, scale = Dataset(), Dataset(), Dataset()
        place.ImagePositionPatient = [*ct.origin[:2], ct.origin[2] + k * ct.spacing[2]]
        scale.RescaleSlope, scale.RescaleIntercept = 1, k
        group.PlanePositionSequence, group.PixelValueTransformationSequence = [place], [scale]
        groups.append(group)
        stored.append(np.rint(values).astype(np.int16) - np.int16(k))
    one.PerFrameFunctionalGroupsSequence = groups
    one.PixelData = np.stack(stored).tobytes()
    one.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    one.save_as(folder / "e.dcm", enforce_file_format=True)
    return folder / "e.dcm"


def _series_of(file: Path) -> Volume:
    return read_volume(file.parent)
