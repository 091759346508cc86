"""Pixels of slices become HU or signal, however they are stored."""

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from pydicom.dataset import Dataset
from pydicom.uid import (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
    RLELossless,
)

from SyntheticCTLib.files.dicom.codestream import check_codestreams
from SyntheticCTLib.files.dicom.series import read_series
from Testing.SyntheticCTLib.files.dicom.written_series import (
    HU,
    change_one,
    refused,
    rewritten,
    warned,
    write_slices,
)


def test_slope_and_intercept_give_decimals_where_they_must(tmp_path):
    write_slices(tmp_path / "s", slope=0.5, intercept=-1000)
    np.testing.assert_allclose(read_series(tmp_path / "s").array, HU)


def test_slices_with_slopes_of_their_own_are_each_rescaled(tmp_path):
    write_slices(tmp_path / "s")
    path = sorted((tmp_path / "s").iterdir())[3]
    image = pydicom.dcmread(path)
    image.RescaleSlope = 0.25
    image.save_as(path)
    k = image.InstanceNumber - 1
    expected = HU.astype(float)
    expected[k] = (expected[k] + 1024) * 0.25 - 1024
    np.testing.assert_allclose(read_series(tmp_path / "s").array, expected)


def test_colour_is_refused(tmp_path):
    write_slices(tmp_path / "s", SamplesPerPixel=3, PhotometricInterpretation="RGB")
    refused(tmp_path / "s", "colour", "3 samples", "RGB")


def test_a_lossless_compressed_series_is_read(tmp_path):
    write_slices(tmp_path / "s")
    for path in (tmp_path / "s").iterdir():
        image = pydicom.dcmread(path)
        image.compress(RLELossless, generate_instance_uid=False)
        image.save_as(path)
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, HU)


def test_pixels_that_cannot_be_decoded_are_refused_with_the_transfer_syntax(tmp_path, capfd):
    write_slices(tmp_path / "s")
    for path in (tmp_path / "s").iterdir():
        image = pydicom.dcmread(path)
        image.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
        image.PixelData = pydicom.encaps.encapsulate([b"no jpeg at all"])
        image["PixelData"].VR = "OB"
        image["PixelData"].is_undefined_length = True
        image.save_as(path)
    refused(tmp_path / "s", "cannot be decoded", "JPEG Baseline")
    # No decoder sees them: one took 3.6 GiB for 800 bytes.
    with pytest.raises(ValueError, match="neither JPEG nor JPEG 2000"):
        check_codestreams(path, pydicom.dcmread(path), 1)


def test_a_cut_off_slice_is_refused(tmp_path):
    write_slices(tmp_path / "s")
    path = sorted((tmp_path / "s").iterdir())[2]
    path.write_bytes(path.read_bytes()[:-30])
    refused(tmp_path / "s", "cannot be decoded")


def test_slices_of_8_and_of_16_bits_keep_their_values(tmp_path):
    hu = np.clip(HU, 0, 255)
    write_slices(tmp_path / "s", hu, intercept=0)
    change_one(tmp_path / "s", BitsAllocated=8, BitsStored=8, HighBit=7)
    path = sorted((tmp_path / "s").iterdir())[2]
    image = pydicom.dcmread(path)
    image.PixelData = hu[image.InstanceNumber - 1].astype(np.uint8).tobytes()
    image.save_as(path)
    write_slices(tmp_path / "t", hu + 1000, intercept=0)
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, hu)
    np.testing.assert_array_equal(read_series(tmp_path / "t").array, hu + 1000)


def test_hu_of_monochrome1_are_not_inverted(tmp_path):
    write_slices(tmp_path / "s", PhotometricInterpretation="MONOCHROME1")
    volume = read_series(tmp_path / "s")
    np.testing.assert_array_equal(volume.array, HU)
    assert not volume.warnings


@pytest.mark.parametrize(("inverted", "words"), [(True, "were inverted"), (False, "were kept")])
def test_signal_of_monochrome1_has_dark_air_and_a_sentence(tmp_path, inverted, words):
    signal = np.clip(HU + 1500, 0, None)
    signal[:, [0, -1]] = signal[:, :, [0, -1]] = 16
    signal[0, 4, 4], signal[0, 4, 5] = 0, 3000
    stored = 3000 - signal if inverted else signal
    write_slices(
        tmp_path / "s", stored, intercept=0, Modality="MR", PhotometricInterpretation="MONOCHROME1"
    )
    np.testing.assert_array_equal(warned(tmp_path / "s", words).array, signal)


@pytest.mark.parametrize(("padding", "becomes"), [(63536, -1024), (0, -1024)])
def test_padding_above_the_image_becomes_air(tmp_path, padding, becomes):
    def pad(image, number):
        pixels = np.frombuffer(image.PixelData, np.uint16).copy()
        pixels[:5] = padding
        image.PixelData = pixels.tobytes()
        image.add_new("PixelPaddingValue", "US", padding)

    write_slices(tmp_path / "s")
    rewritten(tmp_path / "s", pad)
    array = read_series(tmp_path / "s").array
    assert (array[:, 0, :5] == becomes).all()
    np.testing.assert_array_equal(array[:, 1:], HU[:, 1:])


def test_overlay_bits_above_the_pixels_own_do_not_count(tmp_path):
    def with_overlay(image, number):
        pixels = np.frombuffer(image.PixelData, np.uint16) | 0xF000
        image.PixelData, image.BitsStored, image.HighBit = pixels.tobytes(), 12, 11

    write_slices(tmp_path / "s")
    rewritten(tmp_path / "s", with_overlay)
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, HU)


@pytest.mark.parametrize("uid", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
@pytest.mark.parametrize("behind", [0, 6, 12])
def test_pixels_are_found_wherever_in_their_file_they_lie(tmp_path, uid, behind):
    def rewrite(image, number):
        image.file_meta.TransferSyntaxUID = uid
        if behind:
            image.DataSetTrailingPadding = bytes(behind)

    write_slices(tmp_path / "s", HU[:, :5, :5])
    rewritten(tmp_path / "s", rewrite)
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, HU[:, :5, :5])


@pytest.mark.parametrize("extended", [True, False])
def test_values_that_only_the_header_makes_negative_are_told(tmp_path, extended):
    def signed(image, number):
        pixels = HU[image.InstanceNumber - 1].astype(np.int16)  # as 12 bits with a sign
        pixels = pixels if extended else pixels & 0x0FFF
        image.PixelData, image.PixelRepresentation = pixels.astype(np.int16).tobytes(), 1
        image.BitsStored, image.HighBit, image.RescaleIntercept = 12, 11, "0"

    write_slices(tmp_path / "s")
    rewritten(tmp_path / "s", signed)
    volume = read_series(tmp_path / "s")
    np.testing.assert_array_equal(volume.array, HU)
    assert ["which its header makes negative" in said for said in volume.warnings] == (
        [] if extended else [True]
    )


def test_a_table_of_the_modality_is_applied(tmp_path):
    def with_table(image, number):
        table = Dataset()
        table.LUTDescriptor, table.ModalityLUTType = [4096, 0, 16], "US"
        table.LUTData = (2 * np.arange(4096)).astype(np.uint16).tobytes()
        table["LUTData"].VR = "OW"
        image.ModalityLUTSequence = [table]
        del image.RescaleSlope, image.RescaleIntercept

    write_slices(tmp_path / "s")
    rewritten(tmp_path / "s", with_table)
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, 2 * (HU + 1024))


def test_palette_colour_is_refused(tmp_path):
    write_slices(tmp_path / "s", PhotometricInterpretation="PALETTE COLOR")
    refused(tmp_path / "s", "colour", "PALETTE COLOR")


def test_short_pixels_are_refused_with_the_file_and_its_bytes(tmp_path):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", PixelData=b"\0" * 100)
    refused(tmp_path / "s", sorted((tmp_path / "s").iterdir())[2].name, "100 bytes", "160")


@pytest.mark.parametrize("compressor", ["JPEG", "JPEG2000"])
def test_jpeg_pixels_are_rescaled_as_the_header_says(tmp_path, compressor):
    write_slices(tmp_path / "s", slope=2, intercept=-1001)
    packed = tmp_path / "packed.dcm"
    writer = sitk.ImageFileWriter()
    writer.SetImageIO("GDCMImageIO")
    writer.UseCompressionOn()
    writer.SetCompressor(compressor)
    writer.SetFileName(str(packed))

    def with_jpeg(image, number):
        pixels = np.frombuffer(image.PixelData, np.uint16).reshape(1, 8, 10)
        writer.Execute(sitk.GetImageFromArray(pixels))
        jpeg = pydicom.dcmread(packed)
        assert jpeg.file_meta.TransferSyntaxUID.is_compressed
        image.file_meta.TransferSyntaxUID = jpeg.file_meta.TransferSyntaxUID
        image.PixelData = jpeg.PixelData
        image["PixelData"].is_undefined_length = True

    expected = read_series(tmp_path / "s").array
    rewritten(tmp_path / "s", with_jpeg)
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, expected)
