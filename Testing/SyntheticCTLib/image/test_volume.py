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
