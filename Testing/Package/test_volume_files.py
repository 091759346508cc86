"""No image of a patient is published, whatever its file is called."""

import gzip
import lzma

import numpy as np
import pytest
import SimpleITK

from tools.volume_files import holds_volume


@pytest.fixture
def image():
    return SimpleITK.GetImageFromArray(np.zeros((3, 4, 5), np.int16))


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz", ".nrrd", ".mha", ".mhd", ".dcm"])
def test_a_volume_is_found_under_another_name(image, suffix, tmp_path):
    written = tmp_path / f"patient{suffix}"
    SimpleITK.WriteImage(image[:, :, 0] if suffix == ".dcm" else image, str(written))
    assert holds_volume(written)
    assert holds_volume(written.rename(tmp_path / "notes.txt"))


@pytest.mark.parametrize("compress", [gzip.compress, lzma.compress])
def test_a_compressed_volume_is_found_under_another_name(image, compress, tmp_path):
    written = tmp_path / "patient.nii"
    SimpleITK.WriteImage(image, str(written))
    (tmp_path / "model.bin").write_bytes(compress(written.read_bytes()))
    assert holds_volume(tmp_path / "model.bin")


def test_a_volume_is_found_by_its_name_alone(tmp_path):
    (tmp_path / "patient.NII.GZ").write_bytes(b"a pointer to it")
    assert holds_volume(tmp_path / "patient.NII.GZ")


@pytest.mark.parametrize(
    "content", [b"", b"a text", b"\x1f\x8b broken", gzip.compress(b"a text", mtime=0)]
)
def test_other_files_are_none(content, tmp_path):
    (tmp_path / "file").write_bytes(content)
    assert not holds_volume(tmp_path / "file")
