"""What NRRD and MetaImage headers say twice, leave out, or promise and do not hold."""

import struct

import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume

VALUES = np.arange(60, dtype=np.int16).reshape(3, 4, 5) - 30
NRRD = (
    "NRRD0004\ntype: short\ndimension: 3\nspace: LPS\nsizes: 5 4 3\nendian: little\n"
    "space directions: (2.5,0,0) (0,2.5,0) (0,0,5)\nspace origin: (1,2,3)\n"
)
META = (
    "ObjectType = Image\nNDims = 3\nDimSize = 5 4 3\nElementType = MET_SHORT\nOffset = 1 2 3\n"
    "TransformMatrix = 1 0 0 0 1 0 0 0 1\nElementSpacing = 2.5 2.5 5\n"
)


def nrrd(folder, *, encoding="raw", values=None, header=NRRD, more=""):
    path = folder / "v.nrrd"
    body = VALUES.tobytes() if values is None else values
    path.write_bytes(f"{header}{more}encoding: {encoding}\n\n".encode() + body)
    return path


def meta(folder, *, more="", header=META, values=None):
    path = folder / "v.mha"
    body = VALUES.tobytes() if values is None else values
    path.write_bytes(f"{header}{more}ElementDataFile = LOCAL\n".encode() + body)
    return path


def told(path, *words):
    volume = read_volume(path)
    np.testing.assert_array_equal(volume.array, VALUES)
    said = " ".join(volume.warnings)
    assert all(word in said for word in words), said


def refused(path, *words):
    with pytest.raises(InputError) as caught:
        read_volume(path)
    assert all(word in str(caught.value) for word in words), caught.value


def as_text(word=None):
    words = [str(value) for value in VALUES.ravel()]
    return " ".join(words if word is None else [word, *words[1:]]).encode()


def test_a_header_that_breaks_off_is_not_told_to_be_named_as_it_is(tmp_path):
    refused(meta(tmp_path, header="ObjectType = Image\nNDims = 3\ngarbled\n"), "it has no DimSize")


def test_sound_headers_need_no_sentence(tmp_path):
    assert not read_volume(nrrd(tmp_path)).warnings
    assert not read_volume(meta(tmp_path)).warnings


@pytest.mark.parametrize("word", ["99999", "nan", "-3.5", "1,5", "x"])
def test_text_that_is_no_value_of_the_promised_type_is_refused(tmp_path, word):
    told(nrrd(tmp_path, encoding="ascii", values=as_text()))
    refused(nrrd(tmp_path, encoding="ascii", values=as_text(word)), repr(word))
    refused(meta(tmp_path, more="BinaryData = False\n", values=as_text(word)), repr(word))


def test_more_lines_to_skip_than_a_file_has_are_no_endless_loop(tmp_path):
    refused(nrrd(tmp_path, more="line skip: 2000000000\n"), "2000000000 lines")


def test_sizes_of_voxels_that_are_said_twice_and_differ_are_told(tmp_path):
    told(nrrd(tmp_path, more="spacings: 1 1 1\n"), "1 1 1 by spacings")
    told(nrrd(tmp_path, more="spacings: nan nan 5\n"))
    assert not read_volume(nrrd(tmp_path, more="spacings: nan nan 5\n")).warnings
    told(meta(tmp_path, more="ElementSize = 1 1 1\n"), "1 1 1 by ElementSize")
    assert not read_volume(meta(tmp_path, more="ElementSize = 2.5 2.5 5.0\n")).warnings


def test_a_missing_place_is_told(tmp_path):
    told(nrrd(tmp_path, header=NRRD.replace("space origin: (1,2,3)\n", "")), "0, 0, 0")
    told(meta(tmp_path, header=META.replace("Offset = 1 2 3\n", "")), "0, 0, 0")


def test_a_scale_that_readers_pass_over_is_told(tmp_path):
    more = "ElementToIntensityFunctionSlope = 2\nElementToIntensityFunctionOffset = -1024\n"
    told(meta(tmp_path, more=more), "slope 2, offset -1024")


def test_a_space_with_time_and_directions_without_it_is_told(tmp_path):
    time = NRRD.replace("space: LPS", "space: left-posterior-superior-time")
    told(nrrd(tmp_path, header=time), "time", "three numbers")


def test_directions_in_four_dimensions_are_told_as_that(tmp_path):
    for field, three, four in (
        ("space directions", "(0,0,5)", "(0,0,5,0)"),
        ("space origin", "(1,2,3)", "(1,2,3,0)"),
    ):
        assert three in NRRD
        words = f"{field} of 4 numbers, ({four[1:-1].replace(',', ' ')})"
        refused(nrrd(tmp_path, header=NRRD.replace(three, four)), words)


@pytest.mark.parametrize("way", ["absolute", "above", "list"])
@pytest.mark.parametrize("suffix", [".mhd", ".nhdr"])
def test_values_outside_of_the_header_s_folder_are_told_without_naming_it(tmp_path, suffix, way):
    (tmp_path / "Doe_Jane").mkdir()
    (tmp_path / "Doe_Jane" / "v.raw").write_bytes(VALUES.tobytes())
    home = tmp_path / "home"
    home.mkdir()
    place = str(tmp_path / "Doe_Jane/v.raw") if way == "absolute" else "../Doe_Jane/v.raw"
    if suffix == ".mhd":
        named = f"LIST 3\n{place}\n" if way == "list" else f"{place}\n"
        listed = META.replace("5 4 3", "5 12 1") if way == "list" else META
        text = f"{listed}ElementDataFile = {named}"
    else:
        named = f"LIST\n{place}" if way == "list" else place
        text = f"{NRRD}encoding: raw\ndata file: {named}\n"
    header = home / f"v{suffix}"
    header.write_text(text)
    volume = read_volume(header)
    np.testing.assert_array_equal(volume.array.ravel(), VALUES.ravel())
    (said,) = volume.warnings
    assert "outside of its own folder" in said
    assert "Doe_Jane" not in said
    assert str(tmp_path) not in said


def test_values_below_the_header_s_folder_need_no_sentence(tmp_path, monkeypatch):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "v.raw").write_bytes(VALUES.tobytes())
    (tmp_path / "v.mhd").write_text(f"{META}ElementDataFile = raw/v.raw\n")
    assert not read_volume(tmp_path / "v.mhd").warnings
    monkeypatch.chdir(tmp_path)
    assert not read_volume("v.mhd").warnings


@pytest.mark.parametrize("relative", [False, True])
def test_what_is_kept_of_a_warning_has_no_folder_s_name(tmp_path, monkeypatch, caplog, relative):
    folder = tmp_path / "Doe_Jane"
    folder.mkdir()
    path = nrrd(folder, header=NRRD.replace("space origin: (1,2,3)\n", ""))
    monkeypatch.chdir(tmp_path)
    given = path.relative_to(tmp_path) if relative else path
    (said,) = read_volume(given).warnings
    assert said.startswith("v.nrrd does not say")
    assert f"{given} does not say" in caplog.text


def test_other_objects_of_the_format_are_refused(tmp_path):
    refused(meta(tmp_path, header=META.replace("= Image", "= Tube")), "'Tube'")


@pytest.mark.parametrize(
    ("form", "place", "value", "word"), [("f", 112, 1e-40, "scl_slope"), ("B", 123, 7, "unit")]
)
def test_a_slope_or_unit_of_nifti_that_cannot_be_is_said(tmp_path, form, place, value, word):
    path = tmp_path / "v.nii"
    write_volume(Volume(VALUES, (1.0, 2.0, 3.0), (2.5, 2.5, 5.0)), path)
    content = bytearray(path.read_bytes())
    struct.pack_into("<" + form, content, place, value)
    path.write_bytes(content)
    if word == "unit":
        told(path, word)
    else:
        refused(path, word)
