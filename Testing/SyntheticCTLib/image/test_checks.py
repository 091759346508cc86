import numpy as np
import pytest

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.checks import check_finite, check_mr, check_volume, checked_mask
from SyntheticCTLib.image.volume import Volume

GOOD = np.arange(60, dtype=np.float32).reshape(3, 4, 5)


def with_value(value):
    array = GOOD.copy()
    array[1, 2, 3] = value
    return Volume(array)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32, np.float64])
def test_a_sound_volume_passes(dtype):
    check_volume(Volume(GOOD.astype(dtype)))
    check_mr(Volume(GOOD.astype(dtype)))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_no_number_is_refused_with_its_count_and_place(value):
    with pytest.raises(InputError, match=rf"1 of them, the first {value} at voxel \(3, 2, 1\)"):
        check_volume(with_value(value))


def test_a_constant_volume_is_refused_with_its_value():
    with pytest.raises(InputError, match="every voxel is 7"):
        check_volume(Volume(np.full((3, 4, 5), 7, np.int16)))


@pytest.mark.parametrize("shape", [(1, 4, 5), (3, 1, 5), (3, 4, 1)])
def test_one_slice_along_any_axis_is_refused_with_its_size(shape):
    size = " x ".join(str(n) for n in shape[::-1])
    with pytest.raises(InputError, match=f"single slice .{size} voxels"):
        check_volume(Volume(np.random.default_rng(0).normal(size=shape)))


def test_an_empty_volume_is_refused():
    with pytest.raises(InputError, match=r"empty .0 x 4 x 3 voxels"):
        check_volume(Volume(np.zeros((3, 4, 0))))


def test_an_mr_without_positive_values_is_refused_with_its_highest():
    with pytest.raises(InputError, match="highest value is -1"):
        check_mr(Volume(-GOOD - 1))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (GOOD[1:], r"The body of shape \(2, 4, 5\) and type float32 does not fit its image \(3"),
        (GOOD.astype(np.complex64), "type complex64"),
        (GOOD - 1, "The body has values from -1: a mask is 0 outside"),
        (np.where(GOOD > 3, np.nan, GOOD), "from nan"),
    ],
)
def test_what_is_no_mask_of_an_image_is_refused(values, told):
    with pytest.raises(InputError, match=told):
        checked_mask(values, GOOD.shape, "body")


def test_an_mr_is_no_mask():
    with pytest.raises(InputError, match="The body has 1200 different values, as an image does"):
        checked_mask(np.arange(1200.0).reshape(10, 10, 12), (10, 10, 12), "body")
    surely = np.linspace(0, 255, 1200).reshape(10, 10, 12)
    assert checked_mask(surely, surely.shape, "body").sum() == 1199


@pytest.mark.parametrize("kind", [bool, np.uint8, ">i2", np.float64])
def test_a_mask_is_true_above_0(kind):
    assert np.array_equal(checked_mask(GOOD.astype(kind), GOOD.shape, "body"), GOOD > 0)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (-3.4e38, r"no scan has \(1 of them, the first -3.4e\+38 at voxel \(3, 2, 1\)"),
        (2e12, r"no scan has \(1 of them"),
        (np.inf, r"not numbers \(1 of them, the first inf at voxel \(3, 2, 1\)\)"),
    ],
)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_values_that_no_scan_has_are_refused(value, told, kind):
    values = GOOD.astype(kind)
    values[1, 2, 3] = value
    with pytest.raises(InputError, match=told):
        check_finite(values, "MR")
    with pytest.raises(InputError, match=told):
        check_finite(np.asfortranarray(values)[:, ::-1][:, ::-1], "MR")


@pytest.mark.parametrize("kind", [np.int64, np.uint64])
def test_whole_numbers_that_no_scan_has_are_refused(kind):
    values = GOOD.astype(kind)
    check_finite(values, "MR")
    values[1, 2, 3] = 2**62
    with pytest.raises(InputError, match="no scan has"):
        check_finite(values, "MR")


def test_large_values_of_quantitative_images_pass():
    check_finite(np.full((30, 40, 50), 9e11, np.float32), "PET in Bq/ml")
