"""Series of DICOM files as scanners write them, sound and odd, for the tests beside."""

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    CTImageStorage,
    EnhancedMRImageStorage,
    ExplicitVRLittleEndian,
    generate_uid,
)
from scipy.spatial.transform import Rotation

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.dicom.series import read_series
from SyntheticCTLib.image.volume import Volume

HU = np.random.default_rng(0).integers(-1000, 1500, (6, 8, 10)).astype(np.int16)
OBLIQUE = Rotation.from_euler("xyz", [11, -17, 23], degrees=True).as_matrix()


def dataset(storage=CTImageStorage, syntax=ExplicitVRLittleEndian, **fields):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = storage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = syntax
    image = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    image.SOPClassUID, image.SOPInstanceUID = storage, meta.MediaStorageSOPInstanceUID
    image.Modality, image.PatientID, image.PatientName = "CT", "17", "Doe^Jo"
    image.StudyInstanceUID, image.StudyDate = "1.2.3", "20240229"
    image.SeriesInstanceUID, image.SeriesNumber, image.SeriesDescription = "1.2.3.4", 3, "Thigh"
    image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
    image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 16, 15, 0
    image.RescaleSlope, image.RescaleIntercept = 1, -1024
    for word, value in fields.items():
        setattr(image, word, value)
    return image


def write_slices(
    folder,
    hu=HU,
    *,
    direction=None,
    heights=None,
    lean=(0.0, 0.0),
    intercept=-1024,
    slope=1,
    **fields,
):
    """One file a slice, shuffled names; the volume that they hold comes back."""
    folder.mkdir(exist_ok=True)
    direction = np.eye(3) if direction is None else direction
    origin, step = np.array([-20.5, 31.25, 4.0]), 2.5
    heights = np.arange(len(hu)) * step if heights is None else heights
    for k, (section, height) in enumerate(zip(hu, heights, strict=True)):
        sideways = direction[:, 0] * lean[0] * k + direction[:, 1] * lean[1] * k
        place = origin + direction[:, 2] * height + sideways
        image = dataset(RescaleSlope=slope, RescaleIntercept=intercept)
        image.Rows, image.Columns = section.shape
        image.PixelSpacing = [1.5, 0.75]
        image.ImageOrientationPatient = [round(c, 6) for c in direction[:, :2].T.ravel()]
        image.ImagePositionPatient = [round(c, 4) for c in place]
        image.InstanceNumber = k + 1
        image.PixelData = ((section.astype(float) - intercept) / slope).astype(np.uint16).tobytes()
        for word, value in fields.items():
            setattr(image, word, value)
        image.save_as(folder / f"{(k * 5) % 7}_{k}.dcm", enforce_file_format=True)
    return Volume(hu, tuple(origin), (0.75, 1.5, step), tuple(direction.ravel()))


def refused(folder, *words, **options):
    with pytest.raises(InputError) as caught:
        read_series(folder, **options)
    for word in words:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def warned(folder, *words):
    volume = read_series(folder)
    said = " ".join(volume.metadata["warnings"])
    assert all(word in said for word in words), said
    return volume


def change_one(folder, **fields):
    path = sorted(folder.iterdir())[2]
    image = pydicom.dcmread(path)
    for word, value in fields.items():
        setattr(image, word, value)
    image.save_as(path)


def rewritten(folder, change):
    """Change every file: ``change(image, number)``."""
    for number, path in enumerate(sorted(folder.iterdir())):
        image = pydicom.dcmread(path)
        change(image, number)
        image.save_as(path)


def frame_groups(place, direction):
    frame, plane, position = Dataset(), Dataset(), Dataset()
    plane.ImageOrientationPatient = [round(c, 6) for c in direction[:, :2].T.ravel()]
    position.ImagePositionPatient = [round(c, 4) for c in place]
    frame.PlaneOrientationSequence, frame.PlanePositionSequence = [plane], [position]
    return frame


def write_enhanced(path, *, direction=OBLIQUE, heights=None):
    image = dataset(EnhancedMRImageStorage)
    del image.RescaleSlope, image.RescaleIntercept
    image.Modality, image.NumberOfFrames = "MR", len(HU)
    image.Rows, image.Columns = HU.shape[1:]
    measures, shared, transform = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = [1.5, 0.75], 2.5
    transform.RescaleSlope, transform.RescaleIntercept, transform.RescaleType = 1, 0, "US"
    shared.PixelMeasuresSequence = [measures]
    shared.PixelValueTransformationSequence = [transform]
    image.SharedFunctionalGroupsSequence = [shared]
    origin = np.array([-20.5, 31.25, 4.0])
    heights = 2.5 * np.arange(len(HU)) if heights is None else heights
    image.PerFrameFunctionalGroupsSequence = [
        frame_groups(origin + direction[:, 2] * h, direction) for h in heights
    ]
    image.PixelData = (HU + 1000).astype(np.uint16).tobytes()
    image.save_as(path, enforce_file_format=True)
    return Volume(HU + 1000, tuple(origin), (0.75, 1.5, 2.5), tuple(direction.ravel()))
