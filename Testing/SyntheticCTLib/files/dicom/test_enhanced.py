"""Images of many frames become a volume like series of slices."""

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.files.dicom.series import read_series
from Testing.SyntheticCTLib.files.dicom.written_series import (
    HU,
    OBLIQUE,
    refused,
    write_enhanced,
)


@pytest.mark.parametrize("direction", [np.eye(3), OBLIQUE])
def test_an_enhanced_multi_frame_image_is_read(tmp_path, direction):
    expected = write_enhanced(tmp_path / "e.dcm", direction=direction)
    volume = read_series(tmp_path)
    np.testing.assert_array_equal(volume.array, expected.array)
    assert volume.grid.apart(expected.grid) <= 1e-3
    assert volume.metadata["modality"] == "MR"


def test_an_enhanced_image_with_a_missing_frame_is_refused(tmp_path):
    write_enhanced(tmp_path / "e.dcm", heights=[0, 2.5, 5, 10, 12.5, 15])
    refused(tmp_path, "missing slice")


def test_a_series_larger_than_memory_is_refused_before_its_pixels_are_read(tmp_path):
    write_enhanced(tmp_path / "e.dcm")
    image = pydicom.dcmread(tmp_path / "e.dcm")
    image.Rows = image.Columns = 65535
    image.NumberOfFrames = 100_000
    image.save_as(tmp_path / "e.dcm")
    with pytest.raises(ResourceError, match="65535 x 65535 x 100000 voxels"):
        read_series(tmp_path)


def test_every_frame_of_an_enhanced_image_has_its_own_scale(tmp_path):
    write_enhanced(tmp_path / "e.dcm")
    image = pydicom.dcmread(tmp_path / "e.dcm")
    del image.SharedFunctionalGroupsSequence[0].PixelValueTransformationSequence
    for number, group in enumerate(image.PerFrameFunctionalGroupsSequence):
        transform = Dataset()
        transform.RescaleSlope, transform.RescaleIntercept = 0.5 * (number + 1), 3
        transform.RescaleType = "US"
        group.PixelValueTransformationSequence = [transform]
    image.save_as(tmp_path / "e.dcm")
    scales = 0.5 * np.arange(1, 7)[:, None, None]
    np.testing.assert_allclose(read_series(tmp_path).array, (HU + 1000) * scales + 3)


def test_frames_in_several_files_make_one_volume(tmp_path):
    expected = write_enhanced(tmp_path / "a.dcm")
    image = pydicom.dcmread(tmp_path / "a.dcm")
    groups, pixels = list(image.PerFrameFunctionalGroupsSequence), image.PixelData
    for name, part in (("a", slice(0, 3)), ("b", slice(3, 6))):
        image.NumberOfFrames, image.SOPInstanceUID = 3, f"1.2.3.{name == 'b':d}"
        image.PerFrameFunctionalGroupsSequence = groups[part]
        image.PixelData = pixels[part.start * 160 : part.stop * 160]
        image.save_as(tmp_path / f"{name}.dcm")
    np.testing.assert_array_equal(read_series(tmp_path).array, expected.array)


def test_frames_without_places_are_refused_with_what_they_are(tmp_path):
    write_enhanced(tmp_path / "e.dcm")
    image = pydicom.dcmread(tmp_path / "e.dcm")
    del image.PerFrameFunctionalGroupsSequence
    image.Modality = "RTDOSE"
    image.save_as(tmp_path / "e.dcm")
    refused(tmp_path, "6 frames (RTDOSE)", "does not say where they lie")
