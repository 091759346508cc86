"""Files of one series that do not belong together, contradict each other, or were cut short."""

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, RLELossless

from SyntheticCTLib.files.dicom.series import read_series
from Testing.SyntheticCTLib.files.dicom.written_series import (
    HU,
    change_one,
    refused,
    rewritten,
    warned,
    write_enhanced,
    write_slices,
)


def one_of(folder, number=2):
    return sorted(folder.iterdir())[number]


@pytest.mark.parametrize("word", ["RescaleSlope", "RescaleIntercept"])
def test_a_slice_without_the_scale_of_the_others_is_refused(tmp_path, word):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", **{word: None})
    refused(tmp_path / "s", word, "5 of its 6 slices", one_of(tmp_path / "s").name)


def test_a_frame_without_the_scale_of_the_others_is_refused(tmp_path):
    write_enhanced(tmp_path / "e.dcm")
    image = pydicom.dcmread(tmp_path / "e.dcm")
    shared = image.SharedFunctionalGroupsSequence[0]
    scale = shared.PixelValueTransformationSequence
    del shared.PixelValueTransformationSequence
    for frame in image.PerFrameFunctionalGroupsSequence[1:]:
        frame.PixelValueTransformationSequence = scale
    image.save_as(tmp_path / "e.dcm")
    refused(tmp_path, "5 of its 6 slices", "another scale")


def test_a_table_in_one_slice_leaves_the_others_their_slope(tmp_path):
    table = Dataset()
    table.LUTDescriptor, table.ModalityLUTType = [4096, 0, 16], "US"
    table.LUTData = (2 * np.arange(4096)).astype(np.uint16).tobytes()
    table["LUTData"].VR = "OW"
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", ModalityLUTSequence=[table])
    k = pydicom.dcmread(one_of(tmp_path / "s")).InstanceNumber - 1
    expected = HU.astype(int)
    expected[k] = 2 * (expected[k] + 1024)
    found = warned(tmp_path / "s", "ModalityLUTSequence", "1 of its 6 files", "table was taken")
    np.testing.assert_array_equal(found.array, expected)


def test_a_damaged_table_is_refused(tmp_path):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", ModalityLUTSequence=[Dataset()])
    refused(tmp_path / "s", "ModalityLUTSequence")


def test_values_that_overflow_and_places_out_of_all_proportion_are_refused(tmp_path):
    write_slices(tmp_path / "s", RescaleSlope="1e39")
    refused(tmp_path / "s", "not numbers")
    write_slices(tmp_path / "t", heights=1e7 * np.arange(len(HU)))
    refused(tmp_path / "t", "damaged header", "ImagePositionPatient is", "e+07")


def with_values(folder, values, stored, padding=None):
    """Unsigned pixels of so many stored bits."""

    def change(image, number):
        pixels = np.frombuffer(image.PixelData, np.uint16).copy()
        pixels[: len(values)] = values
        image.PixelData, image.BitsStored, image.HighBit = pixels.tobytes(), stored, stored - 1
        if padding is not None:
            image.add_new("PixelPaddingValue", "US", padding)

    write_slices(folder)
    rewritten(folder, change)


@pytest.mark.parametrize("packed", [False, True])
def test_padding_above_the_stored_bits_is_padding(tmp_path, packed):
    with_values(tmp_path / "s", [63536] * 5, 12, padding=63536)
    if packed:
        rewritten(tmp_path / "s", lambda image, n: image.compress(RLELossless))
    array = read_series(tmp_path / "s").array
    assert (array[:, 0, :5] == -1024).all()
    np.testing.assert_array_equal(array[:, 1:], HU[:, 1:])


@pytest.mark.parametrize("value", [1064, 4095])
def test_padding_that_tissue_or_metal_has_too_is_padding_only_at_the_edge(tmp_path, value):
    hu = np.where(value - 1024 == HU, 0, HU)
    hu[2, 4, 4] = value - 1024
    write_slices(tmp_path / "s", hu)

    def pad(image, number):
        pixels = np.frombuffer(image.PixelData, np.uint16).copy()
        pixels[:5] = value
        image.PixelData = pixels.tobytes()
        image.add_new("PixelPaddingValue", "US", value)

    rewritten(tmp_path / "s", pad)
    array = warned(tmp_path / "s", "PixelPaddingValue", "1 voxels", "kept as tissue").array
    assert (array[:, 0, :5] == -1024).all()
    np.testing.assert_array_equal(array[:, 1:], hu[:, 1:])


def test_padding_that_one_slice_does_not_name_is_padding_all_the_same(tmp_path):
    with_values(tmp_path / "s", [65535] * 5, 16, padding=65535)
    path = one_of(tmp_path / "s", 0)
    image = pydicom.dcmread(path)
    del image.PixelPaddingValue
    image.save_as(path)
    assert (read_series(tmp_path / "s").array[:, 0, :5] == -1024).all()


def test_values_above_the_stored_bits_are_told(tmp_path):
    with_values(tmp_path / "s", [5000], 12)
    warned(tmp_path / "s", "up to 5000", "12 bits")


def test_a_declared_overlay_needs_no_sentence(tmp_path):
    def declared(image, number):
        image.add_new((0x6000, 0x0102), "US", 12)

    with_values(tmp_path / "s", [5000], 12)
    rewritten(tmp_path / "s", declared)
    assert not read_series(tmp_path / "s").warnings


@pytest.mark.parametrize(
    ("word", "value"), [("PatientID", "18"), ("Modality", "MR")], ids=["patients", "kinds"]
)
def test_several_patients_or_kinds_are_refused(tmp_path, word, value):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", **{word: value})
    refused(tmp_path / "s", word, value, one_of(tmp_path / "s").name)


def test_several_frames_of_reference_are_told(tmp_path):
    write_slices(tmp_path / "s", FrameOfReferenceUID="1.2.3")
    change_one(tmp_path / "s", FrameOfReferenceUID="1.2.4")
    warned(tmp_path / "s", "2 frames of reference")


def test_signal_of_which_a_part_is_monochrome1_is_refused(tmp_path):
    write_slices(tmp_path / "s", Modality="MR")
    change_one(tmp_path / "s", PhotometricInterpretation="MONOCHROME1")
    refused(tmp_path / "s", "MONOCHROME1", "MONOCHROME2")


@pytest.mark.parametrize("kind", ["SCOUT", "TOPOGRAM"])
def test_a_localizer_by_any_name_is_left_out_and_named(tmp_path, kind):
    write_slices(tmp_path / "s")
    write_slices(
        tmp_path / "t", HU[:1], ImageType=["ORIGINAL", "PRIMARY", kind], InstanceNumber=30,
        ImageOrientationPatient=[1, 0, 0, 0, 0, -1],
    )  # fmt: skip
    one_of(tmp_path / "t", 0).rename(tmp_path / "s" / "A.dcm")
    volume = warned(tmp_path / "s", "A.dcm", "localizer")
    np.testing.assert_array_equal(volume.array, HU)


def test_the_slice_that_is_turned_against_the_others_is_named(tmp_path):
    write_slices(tmp_path / "s")
    path = one_of(tmp_path / "s", 0)
    image = pydicom.dcmread(path)
    image.ImageOrientationPatient = [1, 0, 0, 0, 0, -1]
    image.save_as(path)
    refused(tmp_path / "s", "1 of 6", path.name, "out of the folder")


def test_objects_of_other_series_are_named_when_they_are_left_out(tmp_path):
    write_slices(tmp_path / "s")
    write_slices(tmp_path / "t", HU[:1], Modality="RTDOSE", SeriesInstanceUID="1.2.9")
    one_of(tmp_path / "t", 0).rename(tmp_path / "s" / "dose.dcm")
    warned(tmp_path / "s", "dose.dcm", "a dose")


@pytest.mark.parametrize("length", [0, 140, 400])
def test_a_last_slice_that_was_not_copied_whole_is_refused(tmp_path, length):
    write_slices(tmp_path / "s")
    last = max((tmp_path / "s").iterdir(), key=lambda path: pydicom.dcmread(path).InstanceNumber)
    last.write_bytes(last.read_bytes()[:length])
    refused(tmp_path / "s", last.name, "opy")


def test_a_slice_of_zeros_is_refused_and_other_files_are_not(tmp_path):
    write_slices(tmp_path / "s")
    (tmp_path / "s" / "LOCKFILE").write_bytes(b"")
    assert read_series(tmp_path / "s").size == (10, 8, 6)
    one_of(tmp_path / "s", 0).write_bytes(bytes(3000))
    refused(tmp_path / "s", "empty")


def test_a_deflated_file_that_unpacks_without_end_is_refused(tmp_path):
    write_slices(tmp_path / "s")
    image = pydicom.dcmread(one_of(tmp_path / "s"))
    image.PixelData = bytes(300 << 20)
    image.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    image.save_as(one_of(tmp_path / "s"))
    refused(tmp_path / "s", one_of(tmp_path / "s").name, "unpacks to more than")


@pytest.mark.parametrize("compressor", ["JPEG", "JPEG2000"])
@pytest.mark.parametrize(
    ("fields", "words"),
    [({"Rows": 6}, "6 x 10"), ({"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}, "8 bits")],
)
def test_packed_pixels_of_another_size_or_depth_are_refused(tmp_path, compressor, fields, words):
    packed_by(compressor, tmp_path)
    rewritten(tmp_path / "s", lambda image, n: [setattr(image, *f) for f in fields.items()])
    refused(tmp_path / "s", "contradicts itself", words)


def test_packed_pixels_of_another_sign_are_refused(tmp_path):
    packed_by("JPEG2000", tmp_path)
    change_one(tmp_path / "s", PixelRepresentation=1)
    refused(tmp_path / "s", "sign", one_of(tmp_path / "s").name)


def test_what_a_decoder_says_of_packed_pixels_goes_to_the_log(tmp_path, capfd, caplog):
    packed_by("JPEG2000", tmp_path)

    def with_a_mix_of_one_colour(image, number):
        content = bytearray(image.PixelData)
        content[content.find(b"\xff\x52") + 8] = 1  # the field of COD that mixes components
        image.PixelData = bytes(content)

    rewritten(tmp_path / "s", with_a_mix_of_one_colour)
    capfd.readouterr()
    with caplog.at_level("DEBUG"):
        np.testing.assert_array_equal(read_series(tmp_path / "s").array, HU)
    assert capfd.readouterr().err == ""
    assert "MCT" in caplog.text


def packed_by(compressor, folder):
    write_slices(folder / "s")
    writer = sitk.ImageFileWriter()
    writer.SetImageIO("GDCMImageIO")
    writer.UseCompressionOn()
    writer.SetCompressor(compressor)
    writer.SetFileName(str(folder / "packed.dcm"))

    def pack(image, number):
        assert image.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
        pixels = np.frombuffer(image.PixelData, np.uint16).reshape(1, 8, 10)
        writer.Execute(sitk.GetImageFromArray(pixels))
        jpeg = pydicom.dcmread(folder / "packed.dcm")
        image.file_meta.TransferSyntaxUID = jpeg.file_meta.TransferSyntaxUID
        image.PixelData = jpeg.PixelData
        image["PixelData"].is_undefined_length = True

    rewritten(folder / "s", pack)


def test_a_tilt_that_the_slices_do_not_show_is_told(tmp_path):
    def tilted(image, number):
        image.GantryDetectorTilt = "12.5"

    write_slices(tmp_path / "s")
    rewritten(tmp_path / "s", tilted)
    warned(tmp_path / "s", "tilted by 12.5 degrees", "straight above one another")
    rewritten(tmp_path / "s", lambda image, _: setattr(image, "ImageType", ["DERIVED", "MPR"]))
    assert not read_series(tmp_path / "s").warnings
