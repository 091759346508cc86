"""Tiles cover what is asked for, no more, and fit the array."""

import numpy as np
import pytest

from SyntheticCTLib.inference.tiles import (
    fit_to_divisor,
    fitting_tile,
    lay_tiles,
    pad_to,
    tile_starts,
)
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.models.metadata import Tiling


def _every(overlap, longest=None):
    return Tiling("gaussian", overlap, longest=longest)


@pytest.mark.parametrize(("length", "patch"), [(99, 48), (442, 192), (465, 224)])
@pytest.mark.parametrize(("overlap", "counts"), [(0.5, (4, 4, 4)), (0.7, (5, 6, 5))])
def test_number_of_tiles_is_that_of_nnunet(length, patch, overlap, counts):
    expected = dict(zip((99, 442, 465), counts, strict=True))[length]

    starts = tile_starts(length, patch, overlap)

    assert len(starts) == expected
    assert (starts[0], starts[-1]) == (0, length - patch)
    assert np.diff(starts).max() <= np.ceil(patch * (1 - overlap))


def test_one_tile_is_enough_for_an_array_of_its_size():
    assert tile_starts(32, 32, 0.5) == [0]


def test_tiles_cover_every_voxel_of_the_mask_and_lie_inside_the_array():
    mask = np.zeros((40, 60, 70), bool)
    mask[3:37, 20:59, 11:50] = True
    covered = np.zeros_like(mask)

    grid = lay_tiles(mask, (16, 32, 24), _every(0.5))

    for tile in grid.tiles:
        covered[tile] = True
        assert covered[tile].shape == (16, 32, 24)
    assert covered[mask].all()


def test_tiles_without_body_are_skipped():
    mask = np.zeros((16, 128, 128), bool)
    mask[:, :30, :30] = True
    mask[:, 98:, 98:] = True  # two legs in opposite corners: the tiles between them see nothing

    grid = lay_tiles(mask, (16, 32, 32), _every(0.0))

    assert grid.skipped > 0
    assert len(grid.tiles) + grid.skipped == 16
    assert all(mask[tile].any() for tile in grid.tiles)


def test_a_small_body_in_a_corner_takes_one_tile():
    mask = np.zeros((64, 64, 64), bool)
    mask[60:, 60:, 60:] = True

    grid = lay_tiles(mask, (32, 32, 32), _every(0.5))

    assert grid.tiles == [(slice(32, 64),) * 3]


def test_an_empty_mask_needs_no_tile():
    assert lay_tiles(np.zeros((32, 32, 32), bool), (16, 16, 16), _every(0.5)).tiles == []


def test_padding_is_shared_between_both_ends():
    assert pad_to((10, 40, 31), (16, 32, 32)) == [(3, 3), (0, 0), (0, 1)]


def test_a_tile_grows_to_a_multiple_of_the_divisor():
    assert fit_to_divisor((30, 128, 100), (8, 16, 16)) == (32, 128, 112)


def bent_limb():
    """A limb that wanders sideways from slice to slice, one third of the box round it."""
    mask = np.zeros((60, 128, 200), bool)
    for k in range(60):
        mask[k, 30:98, 10 + 2 * k : 70 + 2 * k] = True
    return mask


def test_work_grows_with_the_body_and_not_with_the_box_round_it():
    straight = np.zeros((60, 128, 200), bool)
    straight[:, 30:98, 10:70] = True

    def voxels(mask):
        return 12 * 48 * 48 * len(lay_tiles(mask, (12, 48, 48), _every(0.125)).tiles)

    assert bent_limb().sum() == straight.sum()
    box = np.zeros((60, 128, 200), bool)
    box[box_of(bent_limb())] = True
    assert voxels(bent_limb()) < 1.6 * voxels(straight)
    assert voxels(bent_limb()) < 0.65 * voxels(box)


def test_tiles_are_longer_where_two_do_the_work_of_three():
    mask = np.ones((24, 212, 60), bool)

    tile = fitting_tile(mask, (24, 96, 96), (4, 16, 16), _every(0.0625, (24, 128, 128)))

    assert tile == (24, 112, 96)
    assert len(lay_tiles(np.pad(mask, pad_to(mask.shape, tile)), tile, _every(0.0625)).tiles) == 2


@pytest.mark.parametrize("longest", [(24, 96, 96), (16, 80, 80)])
def test_a_tile_is_never_shorter_than_the_network_s_own(longest):
    mask = np.ones((24, 212, 60), bool)

    assert fitting_tile(mask, (24, 96, 96), (4, 16, 16), _every(0.0625, longest)) == (24, 96, 96)
