"""The Dice coefficient, and where there is none."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.masks.overlap import dice, dice_of_counts


def test_what_is_common_counts_twice() -> None:
    first = np.array([True, True, True, False])
    second = np.array([False, False, True, False])

    assert dice(first, second) == 0.5
    assert dice(first, first) == 1.0
    assert dice_of_counts(0, 3, 5) == 0.0


def test_two_empty_masks_have_none() -> None:
    assert dice(np.zeros(4, bool), np.zeros(4, bool)) is None
