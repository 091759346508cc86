"""The Dice coefficient: the one definition behind every figure of that name."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Mask


def dice_of_counts(common: int, first: int, second: int) -> float | None:
    """Twice what two sets have in common over the sum of both (Dice 1945, Ecology 26:297).

    Returns:
        0 to 1; None when both are empty.
    """
    both = first + second
    return 2 * common / both if both else None


def dice(first: Mask, second: Mask) -> float | None:
    """The Dice coefficient of two masks of one shape, see ``dice_of_counts``."""
    sizes = (int(np.count_nonzero(mask)) for mask in (first & second, first, second))
    return dice_of_counts(*sizes)
