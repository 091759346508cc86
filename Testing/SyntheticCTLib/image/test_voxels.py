"""An array of an image's voxels keeps the image alive; SimpleITK's own views do not."""

import weakref
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

import SyntheticCTLib
from SyntheticCTLib.image.voxels import voxels_of

ROOT = Path(SyntheticCTLib.__file__).parent


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32])
def test_voxels_outlive_the_name_of_their_image(dtype):
    expected = np.arange(24, dtype=dtype).reshape(2, 3, 4)
    image = sitk.GetImageFromArray(expected)
    alive = weakref.ref(image)

    voxels = voxels_of(image)
    above = voxels_of(image) > 3
    del image

    assert alive() is not None
    np.testing.assert_array_equal(voxels, expected)
    np.testing.assert_array_equal(above, expected > 3)
    assert voxels.dtype == dtype
    with pytest.raises(ValueError, match="read-only"):
        voxels[0, 0, 0] = 1
    del voxels
    assert alive() is None


def test_no_module_looks_at_memory_that_may_be_free():
    view = "GetArrayView" + "FromImage"
    users = {path.name for path in ROOT.rglob("*.py") if view in path.read_text(encoding="utf-8")}
    assert users == {"voxels.py"}
