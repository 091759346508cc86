import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    CTImageStorage,
    EnhancedMRImageStorage,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
    RLELossless,
    generate_uid,
)
from scipy.spatial.transform import Rotation

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.dicom.series import read_series
from SyntheticCTLib.files.volumes import read_volume
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


@pytest.mark.parametrize("direction", [np.eye(3), OBLIQUE, np.eye(3)[:, [1, 2, 0]]])
def test_hu_and_place_of_a_series_are_read(tmp_path, direction):
    expected = write_slices(tmp_path / "s", direction=direction)
    volume = read_volume(tmp_path / "s")
    np.testing.assert_array_equal(volume.array, HU)
    assert volume.grid.apart(expected.grid) <= 1e-3


def test_slices_written_downwards_come_out_along_their_normal(tmp_path):
    write_slices(tmp_path / "s", heights=-2.5 * np.arange(6))
    volume = read_series(tmp_path / "s")
    np.testing.assert_array_equal(volume.array, HU[::-1])
    assert volume.origin[2] == pytest.approx(4.0 - 12.5)


def test_tags_for_a_later_export_are_kept(tmp_path):
    write_slices(tmp_path / "s")
    metadata = read_series(tmp_path / "s").metadata
    assert metadata["modality"] == "CT"
    assert metadata["source"] == str(tmp_path / "s")
    assert metadata["dicom:PatientID"] == "17"
    assert metadata["dicom:PatientName"] == "Doe^Jo"
    assert metadata["dicom:StudyInstanceUID"] == "1.2.3"
    assert "dicom:AccessionNumber" not in metadata


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


def test_other_files_in_the_folder_are_passed_over(tmp_path):
    write_slices(tmp_path / "s")
    (tmp_path / "s" / "readme.txt").write_text("hello")
    (tmp_path / "s" / "sub").mkdir()
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, HU)


def test_a_localizer_beside_the_series_does_not_disturb(tmp_path):
    write_slices(tmp_path / "s")
    write_slices(tmp_path / "s" / "scout", HU[:1], SeriesInstanceUID="9.9")
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, HU)


def test_several_series_are_named_and_one_can_be_chosen(tmp_path):
    write_slices(tmp_path / "s")
    write_slices(tmp_path / "s" / "b", HU + 1, SeriesInstanceUID="9.9", SeriesDescription="Hip")
    refused(tmp_path / "s", "2 series", "Thigh", "Hip", "6 images")
    chosen = read_series(tmp_path / "s", series_uid="9.9")
    np.testing.assert_array_equal(chosen.array, HU + 1)
    refused(tmp_path / "s", "no series 5.5", series_uid="5.5")


def test_an_empty_folder_and_one_without_images_are_refused(tmp_path):
    refused(tmp_path, "empty")
    (tmp_path / "a.txt").write_text("x")
    refused(tmp_path, "1 files, none of them a DICOM image")


def test_a_single_slice_is_refused(tmp_path):
    write_slices(tmp_path / "s", HU[:1])
    refused(tmp_path / "s", "single slices", "1 image,")


def test_a_missing_slice_is_named_with_its_gap(tmp_path):
    write_slices(tmp_path / "s", heights=[0, 2.5, 5, 10, 12.5, 15])
    refused(tmp_path / "s", "1 missing slice between 9.00 and 14.00 mm", "5.000 mm", "2.500 mm")


def test_uneven_spacing_is_named_with_its_gap(tmp_path):
    write_slices(tmp_path / "s", heights=[0, 2.5, 5, 8.2, 10.7, 13.2])
    refused(tmp_path / "s", "unevenly spaced", "between 9.00 and 12.20 mm is 3.200 mm")


def test_rounding_in_the_header_is_no_uneven_spacing(tmp_path):
    write_slices(tmp_path / "s", heights=[0, 2.51, 5, 7.49, 10, 12.5])
    assert read_series(tmp_path / "s").spacing[2] == pytest.approx(2.5)


def test_two_images_at_one_place_are_refused(tmp_path):
    write_slices(tmp_path / "s", heights=[0, 2.5, 2.5, 5, 7.5, 10])
    refused(tmp_path / "s", "same place", "6.50 mm")


def test_a_tilted_gantry_is_refused_with_its_angle(tmp_path):
    lean = 2.5 * np.tan(np.radians(12))
    write_slices(tmp_path / "s", direction=OBLIQUE, lean=(0.0, lean))
    refused(tmp_path / "s", "tilted gantry", "12.0 degrees")


def change_one(folder, **fields):
    path = sorted(folder.iterdir())[2]
    image = pydicom.dcmread(path)
    for word, value in fields.items():
        setattr(image, word, value)
    image.save_as(path)


def test_mixed_orientations_are_refused(tmp_path):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", ImageOrientationPatient=[0, 1, 0, 0, 0, -1])
    refused(tmp_path / "s", "mixes orientations", "of 6 slices")


def test_mixed_pixel_spacings_are_refused(tmp_path):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", PixelSpacing=[2.0, 2.0])
    refused(tmp_path / "s", "different PixelSpacing", "2 x 2")


def test_a_slice_without_a_place_is_refused(tmp_path):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", ImagePositionPatient=None)
    refused(tmp_path / "s", "ImagePositionPatient")


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


def test_a_cut_off_slice_is_refused(tmp_path):
    write_slices(tmp_path / "s")
    path = sorted((tmp_path / "s").iterdir())[2]
    path.write_bytes(path.read_bytes()[:-30])
    refused(tmp_path / "s", "cannot be decoded")


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


def warned(folder, *words):
    volume = read_series(folder)
    said = " ".join(volume.metadata["warnings"])
    assert all(word in said for word in words), said
    return volume


def rewritten(folder, change):
    """Change every file: ``change(image, number)``."""
    for number, path in enumerate(sorted(folder.iterdir())):
        image = pydicom.dcmread(path)
        change(image, number)
        image.save_as(path)


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


def test_files_without_preamble_are_read(tmp_path):
    write_slices(tmp_path / "s")
    for path in (tmp_path / "s").iterdir():
        path.write_bytes(path.read_bytes()[132:])
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, HU)


def test_a_decimal_comma_is_read_as_a_point(tmp_path):
    write_slices(tmp_path / "s")
    for path in (tmp_path / "s").iterdir():
        content = path.read_bytes()
        assert content.count(b"1.5\\0.75") == 1
        path.write_bytes(content.replace(b"1.5\\0.75", b"1,5\\0,75"))
    assert read_series(tmp_path / "s").spacing == pytest.approx((0.75, 1.5, 2.5))


def test_equal_numbers_in_other_texts_are_equal(tmp_path):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", PixelSpacing=["1.50000001", "0.750"])
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, HU)


def test_places_rounded_to_a_tenth_of_a_millimetre_are_read_and_said(tmp_path):
    write_slices(tmp_path / "s", heights=np.round(1.25 * np.arange(6) + 1e-9, 1))
    volume = warned(tmp_path / "s", "rounded to 0.1 mm")
    assert volume.spacing[2] == pytest.approx(1.25, abs=0.03)


def test_slices_exported_twice_are_used_once(tmp_path):
    write_slices(tmp_path / "s")
    for path in list((tmp_path / "s").iterdir())[:2]:
        (tmp_path / "s" / f"again_{path.name}").write_bytes(path.read_bytes())
    volume = warned(tmp_path / "s", "2 of the 6 images are there twice", "again_")
    np.testing.assert_array_equal(volume.array, HU)


def test_images_that_share_a_uid_but_no_place_are_all_used(tmp_path):
    write_slices(tmp_path / "s", SOPInstanceUID="1.2.3.4.5")
    volume = read_series(tmp_path / "s")
    np.testing.assert_array_equal(volume.array, HU)
    assert not volume.warnings


def test_images_at_one_place_are_named(tmp_path):
    write_slices(tmp_path / "s", heights=[0, 2.5, 2.5, 5, 7.5, 10])
    refused(tmp_path / "s", "at the same place", "5_1.dcm", "3_2.dcm")


def test_a_localizer_of_the_same_series_is_left_out_and_named(tmp_path):
    write_slices(tmp_path / "s")
    write_slices(tmp_path / "s" / "scout", HU[:1], ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    volume = warned(tmp_path / "s", "scout", "a localizer")
    np.testing.assert_array_equal(volume.array, HU)


def test_a_series_uid_for_every_slice_is_one_short_sentence(tmp_path):
    write_slices(tmp_path / "s")
    rewritten(
        tmp_path / "s", lambda image, n: setattr(image, "SeriesInstanceUID", f"1.2.3.{n + 1}")
    )
    refused(tmp_path / "s", "6 series of one slice each", "number 3", "Thigh")


def test_frames_without_places_are_refused_with_what_they_are(tmp_path):
    write_enhanced(tmp_path / "e.dcm")
    image = pydicom.dcmread(tmp_path / "e.dcm")
    del image.PerFrameFunctionalGroupsSequence
    image.Modality = "RTDOSE"
    image.save_as(tmp_path / "e.dcm")
    refused(tmp_path, "6 frames (RTDOSE)", "does not say where they lie")


def test_palette_colour_is_refused(tmp_path):
    write_slices(tmp_path / "s", PhotometricInterpretation="PALETTE COLOR")
    refused(tmp_path / "s", "colour", "PALETTE COLOR")


def test_a_slice_beside_the_stack_is_refused(tmp_path):
    write_slices(tmp_path / "s")
    path = sorted((tmp_path / "s").iterdir())[2]
    place = pydicom.dcmread(path).ImagePositionPatient
    change_one(tmp_path / "s", ImagePositionPatient=[place[0] + 3, place[1], place[2]])
    refused(tmp_path / "s", "one line", "mm beside")


def test_short_pixels_are_refused_with_the_file_and_its_bytes(tmp_path):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", PixelData=b"\0" * 100)
    refused(tmp_path / "s", sorted((tmp_path / "s").iterdir())[2].name, "100 bytes", "160")


@pytest.mark.parametrize(
    "field",
    [
        {"RescaleSlope": 0},
        {"PixelSpacing": [0, 0]},
        {"ImageOrientationPatient": [0, 0, 0, 0, 0, 0]},
        {"ImageOrientationPatient": [1, 0, 0, 0.5, 1, 0]},
        {"BitsStored": 0},
    ],
)
def test_fields_that_cannot_be_are_refused(tmp_path, field):
    write_slices(tmp_path / "s", **field)
    refused(tmp_path / "s", *([*field][:1] if "BitsStored" not in field else ["bits"]))


def test_damaged_bytes_give_our_own_errors_or_an_image(tmp_path):
    write_slices(tmp_path / "s", HU[:3])
    path = sorted((tmp_path / "s").iterdir())[1]
    whole, rng = path.read_bytes(), np.random.default_rng(5)
    outcomes = set()
    for _ in range(120):
        damaged = bytearray(whole)
        for place in rng.integers(128, len(whole) - 160, rng.integers(1, 4)):
            damaged[place] = rng.integers(0, 256)
        path.write_bytes(damaged)
        try:
            read_series(tmp_path / "s")
            outcomes.add("read")
        except (InputError, ResourceError) as error:
            outcomes.add("refused" if "\n" not in str(error) else "several lines")
    assert outcomes == {"read", "refused"}


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


@pytest.mark.parametrize("columns", [48, 46, 57])  # "0", "." and "9" as text
def test_numbers_that_look_like_letters_are_numbers_in_implicit_files(tmp_path, columns):
    hu = np.zeros((3, 4, columns), np.int16)
    hu[:, 1, 1] = 700
    write_slices(tmp_path / "s", hu)

    def implicit(image, number):
        image.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian

    rewritten(tmp_path / "s", implicit)
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, hu)
