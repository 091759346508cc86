"""The blur before coarser sampling: ITK's discrete Gaussian, at borders, for wide kernels too."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.image.blurring import blurred

CASES = [
    ((7, 40, 50), (0.0, 0.4, 3.0)),
    ((30, 1, 9), (14.0, 1.0, 0.2)),
    ((2, 90, 3), (0.1, 400.0, 60.0)),
    ((25, 30, 35), (0.3, 0.3, 0.3)),
]


@pytest.mark.parametrize(("shape", "variances"), CASES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_values_are_those_of_itk(
    shape: tuple[int, ...], variances: tuple[float, ...], dtype: type
) -> None:
    array = np.random.default_rng(5).normal(100.0, 500.0, shape).astype(dtype)
    image = sitk.GetImageFromArray(array)
    theirs = sitk.DiscreteGaussian(image, variances[::-1], 64, 0.01, False)

    ours = blurred(array, variances)

    assert ours.dtype == dtype
    unit = np.finfo(dtype).eps * 2000.0
    np.testing.assert_allclose(ours, sitk.GetArrayFromImage(theirs), rtol=0, atol=unit)


def test_a_mask_is_blurred_to_the_last_bit_as_by_itk() -> None:
    """A voxel at one half must not fall on the other side."""
    mask = (np.random.default_rng(6).random((20, 30, 40)) > 0.5).astype(np.float32)
    variances = (0.5, 2.0, 7.0)
    theirs = sitk.DiscreteGaussian(sitk.GetImageFromArray(mask), variances[::-1], 64, 0.01, False)

    np.testing.assert_array_equal(blurred(mask, variances), sitk.GetArrayFromImage(theirs))


def test_an_axis_without_a_blur_keeps_its_values() -> None:
    array = np.arange(24, dtype=np.float32).reshape(2, 3, 4)

    np.testing.assert_array_equal(blurred(array, (0.0, 0.0, 0.0)), array)
