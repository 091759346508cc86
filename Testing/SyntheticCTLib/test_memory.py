import pytest

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.memory import available_memory, check_memory, estimated_memory


def test_the_estimate_counts_two_stored_copies_and_two_of_float32():
    assert estimated_memory((10, 20, 30), 2) == 6000 * (2 * 2 + 2 * 4)


def test_this_machine_tells_how_much_is_free():
    free = available_memory()
    assert free is None or 2**20 < free < 2**50


def test_a_small_volume_fits():
    check_memory((64, 64, 64), 2, "small.nii")


def test_a_huge_volume_is_refused_with_name_size_and_estimate():
    with pytest.raises(
        ResourceError, match=r"huge.nii \(100000 x 100000 x 100000 voxels\) needs about"
    ):
        check_memory((100_000,) * 3, 4, "huge.nii")
