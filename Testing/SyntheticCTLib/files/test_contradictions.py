"""Headers that contradict themselves, or their values: said, or refused in one sentence."""

import gzip
import os
import struct
import zlib

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.errors import InputError, SyntheticCTError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.synthesis.record_files import find_record

VALUES = np.arange(60, dtype=np.int16).reshape(3, 4, 5) - 30
SPACING = (2.5, 2.5, 5.0)
PIXDIM, CODES, QUATERNION, OFFSET, MATRIX = 80, 252, 256, 268, 280


def written(path):
    write_volume(Volume(VALUES, (10.0, -20.0, 30.0), SPACING), path)
    return path


def with_fields(path, *fields):
    """The NIfTI file with other numbers in its header: (form, place, *numbers)."""
    content = bytearray(path.read_bytes())
    for form, place, *numbers in fields:
        struct.pack_into("<" + form, content, place, *numbers)
    path.write_bytes(content)
    return path


def with_text(path, old, new):
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))
    return path


def refused(path, *words):
    with pytest.raises(InputError) as caught:
        read_volume(path)
    message = str(caught.value)
    assert all(word in message for word in words), message
    assert "\n" not in message


def test_values_begin_after_the_header_where_the_offset_is_0(tmp_path):
    path = with_fields(written(tmp_path / "v.nii"), ("f", 108, 0.0))
    np.testing.assert_array_equal(read_volume(path).array, VALUES)


@pytest.mark.parametrize("offset", [np.nan, -1e38, np.inf, 100.0, 352.5, 1e30])
def test_an_offset_that_cannot_be_is_refused(tmp_path, offset):
    refused(with_fields(written(tmp_path / "v.nii"), ("f", 108, offset)), "vox_offset")


@pytest.mark.parametrize("scale", [(0.0, -1024.0), (np.nan, np.nan), (np.nan, 0.0)])
def test_a_slope_of_0_or_one_that_was_never_set_means_stored_values_and_is_told(tmp_path, scale):
    path = with_fields(written(tmp_path / "v.nii"), ("2f", 112, *scale))
    volume = read_volume(path)
    np.testing.assert_array_equal(volume.array, VALUES)
    assert f"scaled (scl_slope {scale[0]:g}, scl_inter {scale[1]:g})" in volume.warnings[0]


def test_a_scale_of_zeros_is_nothing_to_tell(tmp_path):
    path = with_fields(written(tmp_path / "v.nii"), ("2f", 112, 0.0, 0.0))
    volume = read_volume(path)
    np.testing.assert_array_equal(volume.array, VALUES)
    assert not volume.warnings


def test_slope_and_intercept_scale_as_itk_scales(tmp_path):
    path = with_fields(written(tmp_path / "v.nii"), ("2f", 112, 0.3, -7.1))
    expected = sitk.GetArrayFromImage(sitk.ReadImage(str(path)))
    np.testing.assert_array_equal(read_volume(path).array, expected)


def test_voxel_sizes_come_from_the_matrix_where_pixdim_says_others(tmp_path):
    path = written(tmp_path / "v.nii")
    with_fields(path, ("2h", CODES, 0, 2), ("3f", PIXDIM, 1.0, 1.0, 1.0))
    volume = read_volume(path)
    assert volume.spacing == pytest.approx(SPACING)
    assert "1 x 1 x 1 mm by pixdim, of 2.5 x 2.5 x 5 mm" in volume.metadata["warnings"][0]


def test_two_forms_that_disagree_are_said_and_both_are_kept(tmp_path):
    path = written(tmp_path / "v.nii")
    with_fields(path, ("2h", CODES, 1, 2), ("f", OFFSET, 50.0))
    volume = read_volume(path)
    assert "qform and sform put the image up to 60.0 mm apart" in volume.metadata["warnings"][0]
    write_volume(volume, tmp_path / "result.nii")
    forms = slice(CODES, MATRIX + 48)
    assert (tmp_path / "result.nii").read_bytes()[forms] == path.read_bytes()[forms]
    labels = volume.in_place(np.zeros(VALUES.shape, np.uint8))
    write_volume(labels, tmp_path / "labels.nii")
    assert (tmp_path / "labels.nii").read_bytes()[forms] == path.read_bytes()[forms]


def test_forms_that_are_mirror_images_are_refused(tmp_path):
    path = written(tmp_path / "v.nii")
    with_fields(path, ("2h", CODES, 1, 1), ("4f", MATRIX, 2.5, 0.0, 0.0, -10.0))
    refused(path, "left and right")


def test_a_file_that_does_not_say_where_left_is_warns(tmp_path):
    path = with_fields(written(tmp_path / "v.nii"), ("2h", CODES, 0, 0))
    assert "left and right are a guess" in read_volume(path).metadata["warnings"][0]


def test_axes_off_by_less_than_a_picture_shows_are_read(tmp_path):
    path = with_fields(written(tmp_path / "v.nii"), ("2h", CODES, 0, 1))
    with_fields(path, ("f", MATRIX + 4, 2.5 * 5e-4))
    assert read_volume(path).spacing == pytest.approx(SPACING, rel=1e-3)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ([("2h", 70, 64, 16)], ["64 bits", "of 16 bits"]),
        ([("h", 70, 32)], ["complex"]),
        ([("8h", 40, 3, 5, 4, 0, 1, 1, 1, 1)], ["5 x 4 x 0"]),
        ([("8h", 40, 3, 5, -4, 3, 1, 1, 1, 1)], ["5 x -4 x 3"]),
        ([("h", 40, 0)], ["0 dimensions"]),
        ([("8h", 40, 3, 5, 4, 2, 1, 1, 1, 1)], ["more than its header promises"]),
        ([("8h", 40, 3, 5, 4, 9, 1, 1, 1, 1)], ["cut off"]),
        ([("2h", CODES, 0, 1), ("f", MATRIX, np.inf)], ["sform"]),
        ([("2h", CODES, 0, 1), ("f", MATRIX + 4, 1.0)], ["sheared", "degrees"]),
        ([("2h", CODES, 0, 1), ("f", MATRIX + 12, 1e9)], ["first voxel", "1e+09"]),
        ([("2h", CODES, 1, 0), ("3f", QUATERNION, 2.0, 0.0, 0.0)], ["qform"]),
        ([("2h", CODES, 1, 0), ("f", PIXDIM, np.nan)], ["pixdim"]),
        ([("f", 112, np.inf)], ["scl_slope"]),
        ([("2f", 112, np.nan, -1024.0)], ["scl_slope"]),
        ([("i", 0, 540)], ["NIfTI-2"]),
        ([("4s", 344, b"ni1\0")], [".hdr and .img"]),
    ],
)
def test_a_nifti_header_that_cannot_be_is_refused(tmp_path, fields, words):
    refused(with_fields(written(tmp_path / "v.nii"), *fields), *words)


@pytest.mark.parametrize("name", ["v.nii", "v.nrrd", "v.mha"])
def test_voxels_of_a_microscope_are_said_to_be_metres(tmp_path, name):
    image = Volume(VALUES, spacing=(0.0025, 0.0025, 0.005)).to_sitk()
    sitk.WriteImage(image, str(tmp_path / name))
    refused(tmp_path / name, "0.0025 x 0.0025 x 0.005 mm", "metres")


def test_packed_or_not_is_seen_in_the_file_and_not_in_its_name(tmp_path):
    plain, packed = written(tmp_path / "v.nii"), written(tmp_path / "w.nii.gz")
    plain_bytes = plain.read_bytes()
    plain.write_bytes(packed.read_bytes())
    packed.write_bytes(plain_bytes)
    for path in (plain, packed):
        np.testing.assert_array_equal(read_volume(path).array, VALUES)


def test_lengths_in_other_units_become_millimetres(tmp_path):
    path = with_text(
        written(tmp_path / "v.nrrd"),
        b"space origin:",
        b'space units: "cm" "cm" "cm"\nspace origin:',
    )
    assert read_volume(path).spacing == pytest.approx(tuple(s * 10 for s in SPACING))
    path = with_text(path, b'"cm" "cm" "cm"', b'"um" "um" "um"')
    refused(path, "0.0025 x 0.0025 x 0.005 mm")
    path = with_text(path, b'"um" "um" "um"', b'"parsec" "parsec" "parsec"')
    refused(path, "parsec")
    path = with_text(path, b'"parsec" "parsec" "parsec"', b'"mm" "mm"')
    refused(path, 'space units is \'"mm" "mm"\'')


def test_a_flipped_bit_in_packed_values_is_found(tmp_path):
    noise = np.random.default_rng(0).integers(-1000, 1000, (8, 16, 16)).astype(np.int16)
    for suffix in (".nrrd", ".nii.gz", ".mha"):
        path = tmp_path / f"v{suffix}"
        write_volume(Volume(noise), path)
        whole = path.read_bytes()
        for place in range(len(whole) - 2000, len(whole), 97):
            flipped = bytearray(whole)
            flipped[place] ^= 0x10
            path.write_bytes(flipped)
            with pytest.raises(InputError):
                read_volume(path)


def test_a_bomb_is_unpacked_as_far_as_its_header_promises(tmp_path):
    path = written(tmp_path / "v.nii.gz")
    content = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(content + bytes(1 << 28)))
    refused(path, "more than its header promises")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"encoding: gzip", b"encoding: bzip2", ["bzip2", "not supported"]),
        (b"sizes: 5 4 3", b"sizes: " + b"9" * 3000, ["sizes"]),
        (b"sizes: 5 4 3", b"sizes: 1e-320 4 3", ["sizes"]),
        (b"dimension: 3", b"dimension: 99", ["dimension"]),
        (b"type: short", b"type: block", ["block"]),
        (b"endian: little", b"endian: middle", ["endian"]),
        (b"sizes: 5 4 3", b"sizes: 5 4 3\nsizes: 5 4 3", ["twice"]),
        (b"sizes: 5 4 3", b"sizes: 5 4 2", ["more than its header promises"]),
        (b"sizes: 5 4 3", b"sizes: 5 4 9", ["cut off"]),
        (b"space directions: (2.5", b"space directions: (nan", ["space directions"]),
        (b"space origin: (10", b"space origin: (1e300", ["1e+300"]),
        (b"encoding: gzip", b"encoding: raw\ndata file: none.raw", ["none.raw", "missing"]),
    ],
)  # fmt: skip
def test_a_nrrd_header_that_cannot_be_is_refused(tmp_path, old, new, words):
    refused(with_text(written(tmp_path / "v.nrrd"), old, new), *words)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"NDims = 3", b"NDims = 65536", ["NDims"]),
        (b"DimSize = 5 4 3", b"DimSize = 5 4 1e9", ["DimSize"]),
        (b"DimSize = 5 4 3", b"DimSize = 5 4 2", ["more than its header promises"]),
        (b"Matrix = 1 0 0 0 1 0 0 0 1", b"Matrix = 0 0 0 0 0 0 0 0 0", ["direction"]),
        (b"TransformMatrix = 1 0 0", b"TransformMatrix = inf 0 0", ["TransformMatrix"]),
        (b"ElementSpacing = 2.5", b"ElementSpacing = -2.5", ["-2.5"]),
        (b"ElementType = MET_SHORT", b"ElementType = MET_MATTER", ["MET_MATTER"]),
        (b"ElementDataFile = LOCAL", b"ElementDataFile = LIST", ["lists"]),
        (b"CompressedData = True", b"CompressedData = Perhaps", ["CompressedData"]),
        (b"NDims = 3", b"NDims = 3\nHeaderSize = 9999", ["HeaderSize", "9999"]),
    ],
)  # fmt: skip
def test_a_metaimage_header_that_cannot_be_is_refused(tmp_path, old, new, words):
    refused(with_text(written(tmp_path / "v.mha"), old, new), *words)


def test_packed_metaimage_values_need_no_promised_size(tmp_path):
    path = written(tmp_path / "v.mha")
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(
        b"\n".join(line for line in lines if not line.startswith(b"CompressedDataSize"))
    )
    np.testing.assert_array_equal(read_volume(path).array, VALUES)


def test_slices_in_files_of_their_own_are_read_in_order(tmp_path):
    for number, values in enumerate(VALUES):
        (tmp_path / f"slice{number + 1}.raw").write_bytes(values.tobytes())
    head = "NDims = 3\nDimSize = 5 4 3\nElementType = MET_SHORT\nElementDataFile = "
    (tmp_path / "listed.mhd").write_text(head + "LIST\nslice1.raw\nslice2.raw\nslice3.raw\n")
    (tmp_path / "counted.mhd").write_text(head + "slice%d.raw 1 3 1\n")
    for name in ("listed.mhd", "counted.mhd"):
        np.testing.assert_array_equal(read_volume(tmp_path / name).array, VALUES)


def test_a_zlib_stream_may_not_end_early(tmp_path):
    path = written(tmp_path / "v.mha")
    start = path.read_bytes().index(b"LOCAL\n") + 6
    packed = zlib.compress(VALUES.tobytes())[:-4]  # without its checksum
    head = path.read_bytes()[:start].replace(b"CompressedDataSize", b"Comment")
    path.write_bytes(head + packed)
    refused(path, "no end")


def test_a_pipe_is_no_image(tmp_path):
    os.mkfifo(tmp_path / "v.nii")
    refused(tmp_path / "v.nii", "no ordinary file")


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz", ".nrrd", ".mha"])
def test_damaged_bytes_give_our_own_errors_or_an_image(tmp_path, suffix):
    path = written(tmp_path / f"v{suffix}")
    whole, rng = path.read_bytes(), np.random.default_rng(7)
    outcomes = set()
    for _ in range(250):
        damaged = bytearray(whole)
        for place in rng.integers(0, min(len(whole), 420), rng.integers(1, 4)):
            damaged[place] = rng.integers(0, 256)
        path.write_bytes(damaged)
        try:
            volume = read_volume(path)
            outcomes.add("read")
            assert np.isfinite(volume.affine).all()
        except SyntheticCTError as error:
            outcomes.add("refused" if "\n" not in str(error) else "several lines")
    assert outcomes <= {"read", "refused"}
    assert "refused" in outcomes


META = (
    "NDims = 3\nDimSize = 5 4 3\nElementType = MET_SHORT\n{}ElementDataFile = LOCAL\n"  # no place
)
SPACED = "ElementSpacing = 2.5 2.5 5\n"
TURNED = "TransformMatrix = {}\nOffset = 10 -20 30\n"


def meta_file(path, fields):
    path.write_bytes(META.format(fields).encode() + VALUES.tobytes())
    return path


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (TURNED.format("1 0 0 0 1 0 0 0 1"), "how large its voxels are"),
        (SPACED, "left and right are a guess"),
        (
            SPACED + TURNED.format("-1 0 0 0 1 0 0 0 1") + "AnatomicalOrientation = RAI\n",
            "AnatomicalOrientation is RAI",
        ),
        (SPACED + TURNED.format("1 0 0 0 1 0 0 0 1") + "AnatomicalOrientation = RAI\n", None),
        (SPACED + TURNED.format("1 0 0 0 1 0 0 0 1") + "AnatomicalOrientation = ???\n", None),
    ],
)
def test_what_a_metaimage_leaves_out_or_says_twice_is_said(tmp_path, fields, said):
    volume = read_volume(meta_file(tmp_path / "v.mha", fields))
    np.testing.assert_array_equal(volume.array, VALUES)
    assert [said in one for one in volume.warnings] == ([True] if said else [])


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ("1 0 0 0.3 1 0 0 0 1", ["sheared", "16.7 degrees"]),
        ("2 0 0 0 2 0 0 0 2", ["2 x 2 x 2"]),
        ("1e200 0 0 0 1 0 0 0 1", ["damaged header"]),
        ("1 0 0 0 0 0 0 0 1", ["axis of no length"]),
    ],
)
def test_axes_that_are_no_directions_are_refused(tmp_path, matrix, words):
    refused(meta_file(tmp_path / "v.mha", SPACED + TURNED.format(matrix)), *words)


def test_a_detached_header_is_read_by_its_own_name(tmp_path):
    head = (
        "NRRD0004\ntype: short\ndimension: 3\nsizes: 5 4 3\nencoding: raw\nendian: little\n"
        "space: LPS\nspace directions: (2,0,0) (0,2,0) (0,0,5)\ndata file: v.raw\n"
    )
    (tmp_path / "v.nhdr").write_text(head)
    (tmp_path / "v.raw").write_bytes(VALUES.tobytes())
    np.testing.assert_array_equal(read_volume(tmp_path / "v.nhdr").array, VALUES)
    assert find_record(tmp_path / "v.nhdr") is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("v.nii", b"NRRD0004\n", "a NRRD file: name it .nrrd"),
        ("v.nii.gz", gzip.compress(gzip.compress(bytes(400), mtime=0), mtime=0), "packed twice"),
        ("v.nii.gz", b"BZh9" + bytes(400), "bzip2, which is not supported"),
        ("v.nii", bytes(128) + b"DICM" + bytes(300), "a DICOM file"),
        ("v.nrrd", bytes(344) + b"n+1\0", "a NIfTI file"),
        ("v.nrrd", b"NDims = 3\n", "a MetaImage file"),
        ("v.mha", b"\x89PNG\r\n", "a picture (PNG)"),
        ("v.mha", b"", "damaged or of another format"),
    ],
)
def test_a_file_of_another_format_is_named(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, words)


def test_a_pattern_of_names_that_would_fill_the_memory_is_refused(tmp_path):
    path = tmp_path / "v.mhd"
    path.write_text(META.format(SPACED).replace("LOCAL", "s%999999999d.raw 1 3 1"))
    refused(path, "ElementDataFile")
