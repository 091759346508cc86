"""What is cut out of a volume stays at its place in the patient."""

import numpy as np
import pytest

from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of, cropped

# Turned by 90 degrees about the first axis, so that axes and signs cannot be mixed up unnoticed.
TURNED = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 1.0, 0.0)


@pytest.fixture
def volume():
    array = np.arange(6 * 7 * 8, dtype=np.float32).reshape(6, 7, 8)
    return Volume(array, (10.0, -20.0, 30.0), (1.0, 2.0, 3.0), TURNED)


def test_a_voxel_keeps_its_place_and_value(volume):
    box = (slice(1, 4), slice(2, 7), slice(3, 5))
    part = cropped(volume, box)
    assert part.array.shape == (3, 5, 2)
    assert part.array[1, 2, 1] == volume.array[2, 4, 4]
    assert part.affine @ [1, 2, 1, 1] == pytest.approx(volume.affine @ [4, 4, 2, 1])


def test_open_ended_slices_start_at_the_first_voxel(volume):
    part = cropped(volume, (slice(2, None), slice(None), slice(None)))
    assert part.origin == pytest.approx(tuple((volume.affine @ [0, 0, 2, 1])[:3]))


def test_a_box_holds_its_mask_and_a_margin_as_far_as_there_is_room():
    mask = np.zeros((6, 7, 8), bool)
    mask[2:4, 0, 5] = True
    assert box_of(mask) == (slice(2, 4), slice(0, 1), slice(5, 6))
    box = box_of(mask, (1, 2, 4))
    assert box == (slice(1, 5), slice(0, 3), slice(1, 8))
    assert mask[box].shape == (4, 3, 7)


def test_nothing_has_an_empty_box():
    assert box_of(np.zeros((2, 3, 4), bool), (1, 1, 1)) == (slice(0, 0),) * 3
