import numpy as np

from SyntheticCTLib.masks.components import (
    components,
    holes_by_size,
    parts_of,
    small_holes,
    without_small_parts,
)


def three_blocks():
    mask = np.zeros((6, 20, 20), bool)
    mask[1:5, 2:8, 2:8] = True
    mask[1:3, 12:16, 12:16] = True
    mask[5, 19, 0] = True
    return mask


def test_parts_come_largest_first_and_small_ones_not_at_all():
    parts = parts_of(three_blocks(), (2.0, 1.0, 1.0), 10.0)
    assert [int(part.sum()) for part in parts] == [144, 32]


def test_size_is_in_mm3():
    kept = without_small_parts(three_blocks(), (0.5, 0.5, 1.0), 20.0)
    assert kept.sum() == 144


def test_an_empty_mask_has_no_parts():
    empty = np.zeros((2, 3, 4), bool)
    assert parts_of(empty, (1.0, 1.0, 1.0), 0.0) == []
    assert not without_small_parts(empty, (1.0, 1.0, 1.0), 0.0).any()


def test_only_small_holes_are_found():
    mask = np.ones((3, 30, 30), bool)
    mask[1, 2:4, 2:4] = False
    mask[1, 10:20, 10:20] = False
    mask[1, 29, 29] = False
    mask[2, 2:6, 2:4] = False  # a hole of its own slice, though it goes on in the other
    holes = small_holes(mask, 5.0)
    assert holes.sum() == 4
    assert holes[1, 2:4, 2:4].all()
    assert small_holes(mask, 50.0).sum() == 12
    assert [holes_by_size(mask, pixels)[1] for pixels in (50.0, 100.0)] == [True, False]


def test_an_empty_array_has_no_parts():
    numbers, counts = components(np.zeros((0, 4, 4), bool))
    assert (numbers.shape, counts.tolist()) == ((0, 4, 4), [0])


def test_parts_of_a_large_mask_are_counted_piece_by_piece(monkeypatch):
    mask = np.random.default_rng(0).random((12, 30, 30)) < 0.4
    numbers, counts = components(mask)
    monkeypatch.setattr("SyntheticCTLib.masks.components._COUNTED_AT_ONCE", 1000)
    np.testing.assert_array_equal(components(mask)[1], counts)
    np.testing.assert_array_equal(counts, np.bincount(numbers.ravel()))
