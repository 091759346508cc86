import gzip
import shutil
import struct
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from scipy.spatial.transform import Rotation

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.atomic import temporary_path
from SyntheticCTLib.files.volumes import SUFFIXES, read_volume, write_volume
from SyntheticCTLib.image.volume import Volume

VALUES = np.arange(60, dtype=np.int16).reshape(3, 4, 5) - 30


def oblique_orientations():
    for seed in range(12):
        matrix = Rotation.random(random_state=seed).as_matrix()
        yield matrix * ([-1, 1, 1] if seed % 3 == 0 else 1)


def grid(image):
    return image.GetOrigin(), image.GetSpacing(), image.GetDirection()


def placed(matrix, seed=0):
    rng = np.random.default_rng(seed)
    return Volume(
        VALUES,
        tuple(rng.normal(0, 300, 3)),
        tuple(rng.uniform(0.3, 5, 3)),
        tuple(np.asarray(matrix).ravel()),
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_result_lies_on_exactly_the_grid_of_the_file_it_was_made_from(
    tmp_path, suffix, axis_orientations
):
    source, result = tmp_path / f"in{suffix}", tmp_path / f"out{suffix}"
    for seed, matrix in enumerate([*axis_orientations, *oblique_orientations()]):
        sitk.WriteImage(placed(matrix, seed).to_sitk(), str(source))
        volume = read_volume(source)
        write_volume(volume.with_array(volume.array * 2), result)
        before, after = sitk.ReadImage(str(source)), sitk.ReadImage(str(result))
        assert grid(after) == grid(before)
        np.testing.assert_array_equal(sitk.GetArrayFromImage(after), VALUES * 2)


@pytest.mark.parametrize("suffix", [".mha", ".mhd"])
def test_any_grid_survives_a_meta_image_bit_for_bit(tmp_path, suffix):
    for seed, matrix in enumerate(oblique_orientations()):
        volume = placed(matrix, seed)
        write_volume(volume, tmp_path / f"v{suffix}")
        assert read_volume(tmp_path / f"v{suffix}").grid == volume.grid


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_grid_survives_every_format_to_a_ten_thousandth_of_a_millimetre(tmp_path, suffix):
    for seed, matrix in enumerate(oblique_orientations()):
        volume = placed(matrix, seed)
        write_volume(volume, tmp_path / f"v{suffix}")
        assert read_volume(tmp_path / f"v{suffix}").grid.apart(volume.grid) <= 1e-4


def with_nifti_forms(path, *, qform, sform):
    header = bytearray(path.read_bytes())
    struct.pack_into("<2h", header, 252, qform, sform)
    path.write_bytes(header)


@pytest.mark.parametrize(("qform", "sform"), [(1, 0), (0, 1), (2, 1), (1, 4), (0, 0)])
def test_every_way_in_which_nifti_places_an_image_is_kept(tmp_path, qform, sform):
    source, result = tmp_path / "in.nii", tmp_path / "out.nii.gz"
    for seed, matrix in enumerate(oblique_orientations()):
        sitk.WriteImage(placed(matrix, seed).to_sitk(), str(source))
        with_nifti_forms(source, qform=qform, sform=sform)
        write_volume(read_volume(source), result)
        assert grid(sitk.ReadImage(str(result))) == grid(sitk.ReadImage(str(source)))


def test_a_grid_changed_after_reading_is_written_and_not_the_old_one(tmp_path):
    source, result = tmp_path / "in.nii", tmp_path / "out.nii"
    sitk.WriteImage(placed(Rotation.random(random_state=1).as_matrix()).to_sitk(), str(source))
    volume = read_volume(source)
    moved = Volume(volume.array, (1.0, 2.0, 3.0), (1.0, 1.0, 2.0), metadata=volume.metadata)
    write_volume(moved, result)
    assert read_volume(result).grid == moved.grid


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "dtype", ["bool", "uint8", "int16", "uint16", "int32", "float16", "float32", "float64"]
)
def test_values_of_every_type_come_back(tmp_path, suffix, dtype):
    array = (np.arange(24).reshape(2, 3, 4) % 2).astype(dtype)
    write_volume(Volume(array), tmp_path / f"v{suffix}")
    np.testing.assert_array_equal(read_volume(tmp_path / f"v{suffix}").array, array)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_zero_of_a_grid_is_negative(tmp_path, suffix):
    sitk.WriteImage(Volume(VALUES).to_sitk(), str(tmp_path / f"v{suffix}"))
    found = read_volume(tmp_path / f"v{suffix}")
    assert "-0.0" not in f"{found.origin} {found.direction}"


def test_the_source_travels_in_the_metadata(tmp_path):
    write_volume(Volume(VALUES), tmp_path / "v.nrrd")
    metadata = read_volume(tmp_path / "v.nrrd").metadata
    assert metadata["source"] == str(tmp_path / "v.nrrd")
    assert metadata["modality"] is None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_only_the_named_file_is_left_in_the_folder(tmp_path, suffix):
    write_volume(Volume(VALUES), tmp_path / f"v{suffix}")
    expected = {f"v{suffix}"} | ({"v.raw"} if suffix == ".mhd" else set())
    assert {p.name for p in tmp_path.iterdir()} == expected


def test_the_same_volume_gives_the_same_nifti_bytes(tmp_path):
    write_volume(Volume(VALUES), tmp_path / "a.nii.gz")
    write_volume(Volume(VALUES), tmp_path / "b.nii.gz")
    assert (tmp_path / "a.nii.gz").read_bytes() == (tmp_path / "b.nii.gz").read_bytes()


def test_a_moved_mhd_pair_still_reads(tmp_path):
    write_volume(Volume(VALUES), tmp_path / "v.mhd")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("v.mhd", "v.raw"):
        (tmp_path / name).rename(elsewhere / name)
    np.testing.assert_array_equal(read_volume(elsewhere / "v.mhd").array, VALUES)


def refused(path, *words):
    with pytest.raises(InputError) as caught:
        read_volume(path)
    message = str(caught.value)
    for word in words:
        assert word in message
    assert "\n" not in message


def test_a_missing_file_is_refused(tmp_path):
    refused(tmp_path / "none.nii.gz", "none.nii.gz", "does not exist")


@pytest.mark.parametrize("name", ["scan.png", "scan", "scan.nii.zip", ".nii"])
def test_an_unknown_format_is_refused_for_reading_and_writing(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    refused(tmp_path / name, name, "unknown format")
    with pytest.raises(InputError, match="unknown format"):
        write_volume(Volume(VALUES), tmp_path / name)


def test_writing_into_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        write_volume(Volume(VALUES), tmp_path / "none" / "v.nii.gz")


@pytest.mark.parametrize("suffix", [".nii.gz", ".nrrd", ".mha"])
def test_a_4d_file_is_refused_with_its_size(tmp_path, suffix):
    path = tmp_path / f"v{suffix}"
    sitk.WriteImage(sitk.Image([4, 5, 6, 7], sitk.sitkInt16), str(path))
    refused(path, "4 dimensions", "4 x 5 x 6 x 7")


@pytest.mark.parametrize("suffix", [".nii", ".mha"])
def test_a_fourth_axis_of_one_step_is_dropped(tmp_path, suffix):
    image = sitk.JoinSeries([Volume(VALUES, spacing=(1.0, 2.0, 3.0)).to_sitk()])
    sitk.WriteImage(image, str(tmp_path / f"v{suffix}"))
    volume = read_volume(tmp_path / f"v{suffix}")
    np.testing.assert_array_equal(volume.array, VALUES)
    assert volume.spacing == (1.0, 2.0, 3.0)


@pytest.mark.parametrize("suffix", [".nii.gz", ".nrrd", ".mha"])
def test_colour_is_refused_with_the_number_of_channels(tmp_path, suffix):
    path = tmp_path / f"v{suffix}"
    sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkVectorUInt8, 3), str(path))
    refused(path, "3 values a voxel")


def test_a_2d_file_is_refused(tmp_path):
    sitk.WriteImage(sitk.Image([4, 5], sitk.sitkInt16), str(tmp_path / "v.mha"))
    refused(tmp_path / "v.mha", "2 dimensions", "4 x 5")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.999])
def test_a_cut_off_file_is_refused_without_a_word_on_screen(tmp_path, capfd, suffix, share):
    noise = np.random.default_rng(0).integers(-1000, 1000, (20, 20, 20)).astype(np.int16)
    path = tmp_path / f"v{suffix}"
    write_volume(Volume(noise), path)
    data = path.with_suffix(".raw") if suffix == ".mhd" else path
    whole = data.read_bytes()
    data.write_bytes(whole[: int(share * len(whole))])
    refused(path, str(tmp_path))
    shown = capfd.readouterr()
    assert shown.out + shown.err == ""


@pytest.mark.parametrize("suffix", [".nii.gz", ".nrrd", ".mha"])
def test_a_damaged_compressed_file_is_refused(tmp_path, suffix):
    noise = np.random.default_rng(0).integers(-1000, 1000, (20, 20, 20)).astype(np.int16)
    path = tmp_path / f"v{suffix}"
    write_volume(Volume(noise), path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    refused(path, str(path))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_something_else_is_refused(tmp_path, capfd, suffix):
    (tmp_path / f"v{suffix}").write_bytes(b"Dear reader, this is a letter.\n" * 40)
    refused(tmp_path / f"v{suffix}", f"v{suffix}")
    shown = capfd.readouterr()
    assert shown.out + shown.err == ""


def test_a_volume_larger_than_memory_is_refused_with_the_estimate_before_it_is_read(tmp_path):
    write_volume(Volume(VALUES), tmp_path / "v.nii")
    header = bytearray((tmp_path / "v.nii").read_bytes()[:352])
    struct.pack_into("<4h", header, 40, 3, 32000, 32000, 32000)
    with gzip.open(tmp_path / "huge.nii.gz", "wb") as file:
        file.write(header)
    with pytest.raises(
        ResourceError, match=r"32000 x 32000 x 32000 voxels\) needs about 366,210\.9 GiB"
    ):
        read_volume(tmp_path / "huge.nii.gz")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_description_is_written_as_the_files_comment_and_no_name_is(tmp_path, suffix):
    metadata = {"description": "not for clinical use", "dicom:PatientName": "Doe^Jane"}
    write_volume(Volume(VALUES, metadata=metadata), tmp_path / f"v{suffix}")
    image = sitk.ReadImage(str(tmp_path / f"v{suffix}"))
    assert image.GetMetaData("ITK_FileNotes") == "not for clinical use"
    assert not any("Jane" in image.GetMetaData(key) for key in image.GetMetaDataKeys())


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["mr.nii", "mr.nii.gz", "mr.nrrd", "mr.mha"])
@pytest.mark.parametrize("value", [np.nan, -np.inf])
def test_values_that_are_not_numbers_are_refused(tmp_path, kind, name, value):
    array = np.ones((3, 4, 5), kind)
    array[1, 2, 3] = value
    sitk.WriteImage(sitk.GetImageFromArray(array), str(tmp_path / name))
    with pytest.raises(InputError, match=r"not numbers .* 1 of them, the first at voxel 3, 2, 1"):
        read_volume(tmp_path / name)


@pytest.mark.parametrize("name", ["out.mhd", "out.nrrd", "out.nii", "out.mha"])
def test_a_file_that_cannot_be_written_whole_is_an_error_of_the_system(tmp_path, name):
    resource = pytest.importorskip("resource")
    volume = Volume(np.random.default_rng(0).integers(0, 99, (40, 50, 60)).astype(np.int16))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OSError, match="could not be written") as caught:
            write_volume(volume, tmp_path / name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
    assert str(caught.value).startswith(str(tmp_path / name)), "not by a temporary name"


def test_a_full_disk_is_named(tmp_path, monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OSError, match="No space left on device"):
            write_volume(Volume(np.zeros((40, 50, 60), np.int16)), tmp_path / "out.mhd")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_mhd_file_takes_no_other_images_values(tmp_path):
    write_volume(Volume(VALUES), tmp_path / "result.mhd")
    header = (tmp_path / "result.mhd").read_bytes()
    (tmp_path / "scan.mhd").write_bytes(header)  # keeps its values in result.raw
    (tmp_path / "result.mhd").unlink()
    write_volume(Volume(VALUES * 2), tmp_path / "result.mhd")
    np.testing.assert_array_equal(read_volume(tmp_path / "scan.mhd").array, VALUES)
    np.testing.assert_array_equal(read_volume(tmp_path / "result.mhd").array, VALUES * 2)


def test_a_replaced_mhd_pair_leaves_two_files_that_fit(tmp_path):
    for factor in (1, 2, 3):
        write_volume(Volume(VALUES * factor), tmp_path / "v.mhd")
        np.testing.assert_array_equal(read_volume(tmp_path / "v.mhd").array, VALUES * factor)
        assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz", ".nrrd", ".mha", ".mhd"])
def test_a_path_may_hold_a_per_cent_sign(tmp_path, suffix):
    folder = tmp_path / "50% of %d"
    folder.mkdir()
    path = folder / f"dose %s 7%d{suffix}"
    written = Volume(np.arange(24, dtype=np.int16).reshape(2, 3, 4), (1.0, 2.0, 3.5))
    for _ in range(2):
        write_volume(written, path)
        again = read_volume(path)
        assert np.array_equal(again.array, written.array)
        assert again.grid.same(written.grid)
    assert not [other for other in folder.iterdir() if not other.name.startswith("dose %s 7%d")]


KILLED = """
import os, sys
import numpy as np
from SyntheticCTLib.files.metaimage import placing
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
placing.settle = lambda path: os._exit(9) if path.suffix == sys.argv[2] else None
write_volume(Volume(np.ones((3, 4, 5), np.int16)), sys.argv[1])
"""


@pytest.mark.parametrize("killed_at", [".raw", ".mhd"])
@pytest.mark.parametrize("older", [False, True])
def test_values_whose_header_never_came_go_with_the_next_image(tmp_path, older, killed_at):
    path = tmp_path / "v.mhd"
    if older:
        write_volume(Volume(VALUES), path)
    command = [sys.executable, "-c", KILLED, str(path), killed_at]
    assert subprocess.run(command, check=False).returncode == 9
    if older:
        np.testing.assert_array_equal(read_volume(path).array, VALUES)

    write_volume(Volume(VALUES), tmp_path / "other.nii")

    left = {"v.mhd", "v.raw"} if older else set()
    assert {file.name for file in tmp_path.iterdir()} == {"other.nii"} | left
    if older:
        np.testing.assert_array_equal(read_volume(path).array, VALUES)


def test_an_image_that_was_killed_while_it_was_written_takes_no_older_values_along(tmp_path):
    path = tmp_path / "v.mhd"
    write_volume(Volume(VALUES), path)
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    mine = temporary_path(path)
    dead = mine.with_name(mine.name[:5] + f"{ended.pid:06x}" + mine.name[11:])
    dead.mkdir()
    (dead / "v.mhd").write_bytes(path.read_bytes())  # names v.raw, which had not come yet

    write_volume(Volume(VALUES), tmp_path / "other.nii")

    np.testing.assert_array_equal(read_volume(path).array, VALUES)
    assert not dead.exists()
