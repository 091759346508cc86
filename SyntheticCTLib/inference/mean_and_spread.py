"""Mean and spread of answers that come one after the other, of which none is kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def _itself(array: np.ndarray) -> np.ndarray:
    return array


class MeanAndSpread:
    """Welford's way (Technometrics 1962; 4:419): no sum of squares to cancel.

    Args:
        of: the part of each array whose spread is asked for; all of it if nothing is said.
    """

    def __init__(self, of: Callable[[np.ndarray], np.ndarray] = _itself) -> None:
        self._of, self._count = of, 0
        self._mean: np.ndarray | None = None
        self._squares: np.ndarray | None = None

    def add(self, array: np.ndarray) -> None:
        """Take one more, float32, of the same shape each time; the first is the mean itself as long
        as it is alone, without a copy."""
        self._count += 1
        if self._mean is None:
            self._mean = array
            return
        away = self._of(array) - self._of(self._mean)
        self._mean = self._mean + (array - self._mean) / np.float32(self._count)
        product = away * (self._of(array) - self._of(self._mean))
        self._squares = product if self._squares is None else self._squares + product

    @property
    def mean(self) -> np.ndarray:
        """Of all that came.

        Raises:
            ValueError: none came.
        """
        if self._mean is None:
            raise ValueError("There is no mean of no arrays.")
        return self._mean

    @property
    def spread(self) -> np.ndarray:
        """Their standard deviation (with one less than their number), 0 of one alone."""
        if self._squares is None:
            return np.zeros_like(self._of(self.mean))
        return np.asarray(np.sqrt(self._squares / np.float32(self._count - 1)))
