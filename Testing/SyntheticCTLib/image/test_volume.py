"""What is no volume is refused in a sentence, and a volume tells in a line what it is."""

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume


def volume(**metadata):
    return Volume(np.zeros((2, 3, 4), np.int16), metadata=metadata)


def test_an_array_of_another_number_of_axes_is_no_volume():
    with pytest.raises(InputError, match="needs 3 axes; this array has 2"):
        Volume(np.zeros((3, 4)))


def test_an_array_of_another_shape_does_not_fit():
    with pytest.raises(InputError, match=r"shape \(4, 3, 2\) does not fit"):
        volume().with_array(np.zeros((4, 3, 2)))


@pytest.mark.parametrize(
    ("image", "told"),
    [
        (sitk.Image([4, 3], sitk.sitkInt16), "this one has 2 dimensions"),
        (sitk.Image([4, 3, 2], sitk.sitkVectorUInt8, 3), "this one has 3 values a voxel"),
    ],
)
def test_flat_and_coloured_images_are_refused(image, told):
    with pytest.raises(InputError, match=told):
        Volume.from_sitk(image)


def test_a_line_tells_grid_type_and_modality():
    assert repr(volume()).startswith("<Volume of 4 x 3 x 2 voxels")
    assert repr(volume(modality="MR")).endswith("int16 of modality MR>")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (np.float16, np.float32),
        (np.longdouble, np.float64),
        (">f4", np.float32),
        (">i2", np.int16),
        ("<u8", np.uint64),
        (bool, bool),
    ],
)
def test_types_that_few_libraries_know_become_what_holds_them(given, kept):
    made = Volume(np.arange(24).reshape(2, 3, 4).astype(given))
    assert made.array.dtype == np.dtype(kept)
    assert made.array.dtype.isnative
    assert np.array_equal(made.array, np.arange(24).reshape(2, 3, 4).astype(kept))
    assert np.array_equal(sitk.GetArrayFromImage(made.to_sitk()), made.array)


def test_values_of_an_ordinary_type_are_not_copied():
    values = np.zeros((2, 3, 4), np.float32)
    assert Volume(values).array is values


def test_masked_voxels_have_to_be_filled_first():
    values = np.ma.masked_less(np.arange(24.0).reshape(2, 3, 4), 5)
    with pytest.raises(InputError, match=r"5 of this array's are masked: fill them first"):
        Volume(values)
    assert type(Volume(np.ma.masked_less(values.data, -1)).array) is np.ndarray


@pytest.mark.parametrize("kind", [np.complex64, np.complex128])
def test_complex_values_are_no_volume(kind):
    with pytest.raises(InputError, match=f"of type {np.dtype(kind)}: give their magnitude"):
        Volume(np.zeros((2, 3, 4), kind))
