"""Intervals by resampling patients: how much a mean would differ with others of their kind.

The percentile bootstrap (Efron 1979, Ann Stat 7:1). The patient is what is drawn, for voxels of one
patient are no witnesses of each other. With few patients the interval is somewhat too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Resamples: the ends of the interval are then good to a fiftieth of its width.
RESAMPLES = 10_000

#: Of the resampling, so that the same study gives the same table.
_SEED = 20_220_801

CONFIDENCE = 0.95

#: Fewer patients have no interval.
FEWEST = 3


@dataclass(frozen=True)
class Summary:
    """A figure over patients; every number but the count is in the figure's unit.

    Attributes:
        patients: who have the figure.
        mean, low, high: and the ends of its 95 % interval; None of fewer than ``FEWEST``.
        sd: standard deviation between patients; None of one.
        median, lower_quartile, upper_quartile, lowest, highest: of the patients.
    """

    patients: int
    mean: float
    low: float | None
    high: float | None
    sd: float | None
    median: float
    lower_quartile: float
    upper_quartile: float
    lowest: float
    highest: float


def summarised(values: Sequence[float]) -> Summary | None:
    """The summary of a figure; None where nobody has it."""
    if not values:
        return None
    found = np.asarray(values, np.float64)
    low, high = bootstrap_interval(found) or (None, None)
    quartiles = np.quantile(found, (0.25, 0.5, 0.75))
    return Summary(
        len(found),
        float(found.mean()),
        low,
        high,
        float(found.std(ddof=1)) if len(found) > 1 else None,
        float(quartiles[1]),
        float(quartiles[0]),
        float(quartiles[2]),
        float(found.min()),
        float(found.max()),
    )


def bootstrap_interval(values: np.ndarray) -> tuple[float, float] | None:
    """The mean's 95 % percentile interval; None of fewer than ``FEWEST`` patients.

    Args:
        values: one a patient, (n,).
    """
    if len(values) < FEWEST:
        return None
    generator = np.random.default_rng(_SEED)
    drawn = values[generator.integers(0, len(values), (RESAMPLES, len(values)))]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn.mean(axis=1), (tail, 1 - tail))
    return float(low), float(high)


def wilson_interval(successes: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share of patients (Wilson 1927, JASA 22:209)."""
    z = 1.959963984540054
    share, weight = successes / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * float(np.sqrt(share * (1 - share) / of + weight / (4 * of)))
    return max(middle - reach, 0.0), min(middle + reach, 1.0)
