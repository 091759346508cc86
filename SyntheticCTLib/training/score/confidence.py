"""Mean of a sample with its 95 % confidence interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Points of the numerical integral below; the quantile is then right to five digits.
_POINTS = 200_001


@dataclass(frozen=True)
class MeanInterval:
    """A mean over patients.

    Attributes:
        mean: the mean.
        low, high: ends of its 95 % confidence interval; None from one patient.
        patients: how many had the figure.
    """

    mean: float
    low: float | None
    high: float | None
    patients: int


def mean_interval(values: Sequence[float]) -> MeanInterval | None:
    """Mean and Student's 95 % confidence interval; None of nothing."""
    if not values:
        return None
    mean = float(np.mean(values))
    if len(values) == 1:
        return MeanInterval(mean, None, None, 1)
    error = float(np.std(values, ddof=1)) / np.sqrt(len(values))
    reach = student_t(len(values) - 1) * error
    return MeanInterval(mean, mean - reach, mean + reach, len(values))


def student_t(degrees: int) -> float:
    """The t that Student's distribution exceeds on either side with 5 % in all.

    With t = sqrt(degrees) tan(a) its density is cos(a) ** (degrees - 1) in a, from 0 to a right
    angle: a smooth integral, and no gamma function.
    """
    angles = np.linspace(0.0, np.pi / 2, _POINTS)
    density = np.cos(angles) ** (degrees - 1)
    share = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1])])
    angle = np.interp(0.95, share / share[-1], angles)
    return float(np.sqrt(degrees) * np.tan(angle))
