"""A series becomes a volume at its place, or a sentence says why not."""

import numpy as np
import pydicom
import pytest
from pydicom.uid import (
    ImplicitVRLittleEndian,
)

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.dicom.series import read_series
from SyntheticCTLib.files.volumes import read_volume
from Testing.SyntheticCTLib.files.dicom.written_series import (
    HU,
    OBLIQUE,
    change_one,
    refused,
    rewritten,
    warned,
    write_slices,
)


@pytest.mark.parametrize("direction", [np.eye(3), OBLIQUE, np.eye(3)[:, [1, 2, 0]]])
def test_hu_and_place_of_a_series_are_read(tmp_path, direction):
    expected = write_slices(tmp_path / "s", direction=direction)
    volume = read_volume(tmp_path / "s")
    np.testing.assert_array_equal(volume.array, HU)
    assert volume.grid.apart(expected.grid) <= 1e-3


def test_an_orientation_of_three_decimals_is_read(tmp_path):
    write_slices(tmp_path / "s", direction=OBLIQUE)
    row, column = OBLIQUE[:, 0], OBLIQUE[:, 1]
    worst = np.array([*(row + 5e-4 * np.sign(column)), *(column + 5e-4 * np.sign(row))])
    assert worst[:3] @ worst[3:] > 1e-3

    def write(image, _):
        image.ImageOrientationPatient = [round(c, 6) for c in worst]

    rewritten(tmp_path / "s", write)
    assert np.abs(read_series(tmp_path / "s").direction_matrix - OBLIQUE).max() < 2e-3


def test_pixels_without_a_value_are_counted_as_none(tmp_path):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", PixelData=b"")
    refused(tmp_path / "s", "holds 0 bytes of pixels")


def longer(image, more):
    image.PixelData += more


def test_zeros_behind_the_pixels_are_padding_and_other_bytes_are_not(tmp_path):
    plain = write_slices(tmp_path / "s")
    rewritten(tmp_path / "s", lambda image, _: longer(image, bytes(6)))
    volume = read_series(tmp_path / "s")
    np.testing.assert_array_equal(volume.array, plain.array)
    assert "6 bytes of zeros behind its pixels" in " ".join(volume.warnings)
    rewritten(tmp_path / "s", lambda image, _: longer(image, b"ab"))
    refused(tmp_path / "s", "bytes of pixels, its header promises")


def test_a_file_that_ends_within_its_pixels_is_refused_though_there_are_enough(tmp_path):
    write_slices(tmp_path / "s")
    path = min((tmp_path / "s").iterdir())
    content = path.read_bytes()
    begin = content.rindex(b"\xe0\x7f\x10\x00") + 8
    length = int.from_bytes(content[begin : begin + 4], "little")
    longer = (length + 10).to_bytes(4, "little")
    path.write_bytes(content[:begin] + longer + content[begin + 4 :])
    refused(tmp_path / "s", f"promises {length + 10} bytes of pixels and ends after {length}")


def test_another_distance_than_that_of_the_places_is_told(tmp_path):
    step = write_slices(tmp_path / "s").spacing[2]
    for named, thickness, told in (
        (step, step, False),
        (-step, step, False),
        (step / 2, step / 2, False),  # the gap alone, as some programs write it
        (3 * step, step, True),
    ):
        change = {"SpacingBetweenSlices": named, "SliceThickness": thickness}
        rewritten(
            tmp_path / "s", lambda image, _, c=change: [setattr(image, *o) for o in c.items()]
        )
        warnings = " ".join(read_series(tmp_path / "s").warnings)
        assert (f"{3 * step:g} mm by SpacingBetweenSlices" in warnings) is told


@pytest.mark.parametrize(("kind", "said"), [("HU", []), ("US", []), ("MGML", ["MGML", "no HU"])])
def test_a_map_of_spectral_ct_is_told_from_hounsfield_units(tmp_path, kind, said):
    write_slices(tmp_path / "s", RescaleType=kind)
    warnings = read_series(tmp_path / "s").warnings
    assert bool(warnings) == bool(said)
    assert all(word in warnings[0] for word in said)


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
    refused(tmp_path, "no DICOM image among its files (1)")


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


def test_a_slice_that_lies_nowhere_near_is_damaged(tmp_path):
    write_slices(tmp_path / "s")
    change_one(tmp_path / "s", ImagePositionPatient=["0", "0", "1e300"])
    refused(tmp_path / "s", r"damaged header: ImagePositionPatient is 0\0\1e+300.")


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


def test_one_image_with_two_sets_of_pixels_is_refused(tmp_path):
    write_slices(tmp_path / "s")
    path = min((tmp_path / "s").iterdir())
    image = pydicom.dcmread(path)
    image.PixelData = bytes(len(image.PixelData))
    image.save_as(tmp_path / "s" / "other.dcm")
    refused(tmp_path / "s", path.name, "other.dcm", "different pixels")


def test_images_that_share_a_uid_but_no_place_are_all_used(tmp_path):
    write_slices(tmp_path / "s", SOPInstanceUID="1.2.3.4.5")
    volume = read_series(tmp_path / "s")
    np.testing.assert_array_equal(volume.array, HU)
    assert not volume.warnings


def test_images_at_one_place_are_named(tmp_path):
    write_slices(tmp_path / "s", heights=[0, 2.5, 2.5, 5, 7.5, 10])
    refused(tmp_path / "s", "at the same place", "5_1.dcm", "3_2.dcm")


@pytest.mark.parametrize(
    ("keyword", "values"),
    [
        ("EchoTime", [2.46, 4.92]),
        ("ImageType", [["ORIGINAL", "PRIMARY", "M"], ["ORIGINAL", "PRIMARY", "P"]]),
        ("DiffusionBValue", [0.0, 50.0, 400.0, 800.0, 1000.0]),
        ("AcquisitionTime", ["101112", "101212"]),
    ],
)
def test_stacks_of_one_series_are_told_apart_by_the_field_that_does_it(tmp_path, keyword, values):
    for number, value in enumerate(values):
        write_slices(tmp_path / f"{number}", **{keyword: value})
    refused(tmp_path, "at the same place", f"They differ in {keyword} (", "a folder of their own")
    read_series(tmp_path / "0")


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


def test_a_slice_beside_the_stack_is_refused(tmp_path):
    write_slices(tmp_path / "s")
    path = sorted((tmp_path / "s").iterdir())[2]
    place = pydicom.dcmread(path).ImagePositionPatient
    change_one(tmp_path / "s", ImagePositionPatient=[place[0] + 3, place[1], place[2]])
    refused(tmp_path / "s", "one line", "mm beside")


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


@pytest.mark.parametrize("columns", [48, 46, 57])  # "0", "." and "9" as text
def test_numbers_that_look_like_letters_are_numbers_in_implicit_files(tmp_path, columns):
    hu = np.zeros((3, 4, columns), np.int16)
    hu[:, 1, 1] = 700
    write_slices(tmp_path / "s", hu)

    def implicit(image, number):
        image.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian

    rewritten(tmp_path / "s", implicit)
    np.testing.assert_array_equal(read_series(tmp_path / "s").array, hu)
