import sys

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.conversions import (
    from_metatensor,
    from_nibabel,
    from_numpy,
    to_metatensor,
    to_nibabel,
)
from SyntheticCTLib.image.volume import Volume

OBLIQUE = Rotation.from_euler("xyz", [11, -17, 23], degrees=True).as_matrix()


@pytest.fixture(params=["straight", "oblique"])
def volume(request):
    direction = np.eye(3) if request.param == "straight" else OBLIQUE
    values = np.arange(4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
    numbers = tuple(direction.ravel().tolist())
    return Volume(values, (-31.5, 12.25, 70.0), (0.8, 1.5, 3.0), numbers)


@pytest.mark.parametrize(
    ("there", "back"), [(to_nibabel, from_nibabel), (to_metatensor, from_metatensor)]
)
def test_there_and_back_is_the_same_image_in_the_same_place(volume, there, back):
    again = back(there(volume))
    np.testing.assert_array_equal(again.array, volume.array)
    assert again.array.dtype == volume.array.dtype
    assert again.grid.apart(volume.grid) < 1e-9


def test_sitk_keeps_every_bit(volume):
    again = Volume.from_sitk(volume.to_sitk())
    assert again.grid == volume.grid
    np.testing.assert_array_equal(again.array, volume.array)


def test_what_nibabel_writes_lies_where_itk_reads_it(volume, tmp_path):
    to_nibabel(volume).to_filename(tmp_path / "image.nii.gz")
    read = read_volume(tmp_path / "image.nii.gz")
    np.testing.assert_array_equal(read.array, volume.array)
    assert read.grid.apart(volume.grid) < 1e-4


def test_world_and_axes_of_an_array_are_what_is_said(volume):
    ras = np.diag([-1.0, -1.0, 1.0, 1.0]) @ volume.affine
    for array, axes in ((volume.array, "kji"), (volume.array.transpose(), "ijk")):
        for affine, world in ((volume.affine, "LPS"), (ras, "RAS")):
            made = from_numpy(array, affine, world=world, axes=axes)
            assert made.grid.apart(volume.grid) < 1e-9
            np.testing.assert_array_equal(made.array, volume.array)


def test_other_words_and_axes_are_refused():
    with pytest.raises(InputError, match="LAS"):
        from_numpy(np.zeros((2, 2, 2)), np.eye(4), world="LAS", axes="ijk")
    with pytest.raises(InputError, match="has 2"):
        from_numpy(np.zeros((2, 2)), np.eye(4), world="LPS", axes="ijk")


def test_a_missing_library_is_named(volume, monkeypatch):
    monkeypatch.setitem(sys.modules, "nibabel", None)
    with pytest.raises(ResourceError, match="nibabel"):
        to_nibabel(volume)


@pytest.mark.parametrize(("kept", "written"), [(bool, np.uint8), (np.float16, np.float32)])
def test_what_nifti_does_not_have_becomes_what_holds_it(kept, written):
    assert to_nibabel(Volume(np.ones((2, 3, 4), kept))).get_data_dtype() == written


def test_further_axes_of_one_step_are_dropped():
    nibabel = pytest.importorskip("nibabel")
    image = nibabel.Nifti1Image(np.zeros((4, 3, 2, 1, 1), np.float32), np.eye(4))
    assert from_nibabel(image).grid.size == (4, 3, 2)


def test_a_channel_of_its_own_is_dropped_and_several_are_refused():
    image = to_metatensor(Volume(np.zeros((2, 3, 4), np.float32)))
    assert from_metatensor(image[0]).grid == from_metatensor(image).grid
    with pytest.raises(InputError):
        from_metatensor(image.repeat(2, 1, 1, 1))
