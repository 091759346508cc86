"""How unlike a set of examples one example is, by a few numbers that vary together.

The Mahalanobis distance in z-scores, divided by the square root of how many numbers there are, so
that a typical example lies at about 1. The correlation matrix is drawn a little to the identity,
because a training set has few more patients than there are numbers. The limit is the largest
distance of any example from all the others (leave one out), so no example of the set itself lies
beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

#: Share of the identity in the correlation matrix.
_SHRINKAGE = 0.1

#: Fewer examples than this tell no range.
FEWEST_EXAMPLES = 5

_SMALLEST_SD = 1e-6

#: An example may be this many times farther from the set than the farthest of its members from the
#: rest. For the 42 T1 MRs of the Soft-tissue-Sarcoma collection, heads begin at 1.1.
_ROOM = 1.05


@dataclass(frozen=True)
class Unlikeness:
    """How far an example lies from a set, and by which number most.

    Attributes:
        distance: 1 is typical.
        limit: the largest distance within the set.
        name: the number that is farthest from the set's mean, in SDs.
        value: the example's value of it.
        low: the set's lowest value of it.
        high: the set's highest value of it.
    """

    distance: float
    limit: float
    name: str
    value: float
    low: float
    high: float

    @property
    def too_far(self) -> bool:
        """Whether it does not belong to the set."""
        return self.distance > _ROOM * self.limit


def describe(examples: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """What ``unlikeness`` needs to know of a set, as plain lists for JSON.

    Args:
        examples: at least ``FEWEST_EXAMPLES``; a number that an example lacks counts as the mean.

    Returns:
        "names", and for each of them "mean", "sd", "low", "high"; "correlation"; "limit".
    """
    names = sorted({name for example in examples for name in example})
    table = np.array([[example.get(name, np.nan) for name in names] for example in examples])
    mean, sd, correlation = _model(table)
    others = (_model(np.delete(table, n, axis=0)) for n in range(len(table)))
    limit = max(_distance(row, *model) for row, model in zip(table, others, strict=True))
    return {
        "names": names,
        "mean": mean.tolist(),
        "sd": sd.tolist(),
        "low": np.nanmin(table, axis=0).tolist(),
        "high": np.nanmax(table, axis=0).tolist(),
        "correlation": correlation.tolist(),
        "limit": limit,
    }


def unlikeness(example: Mapping[str, float], described: Mapping[str, Any]) -> Unlikeness:
    """Compare one example with a described set; numbers that either lacks are left out."""
    names = described["names"]
    row = np.array([example.get(name, np.nan) for name in names])
    mean, sd = np.array(described["mean"]), np.array(described["sd"])
    distance = _distance(row, mean, sd, np.array(described["correlation"]))
    most = int(np.nanargmax(np.abs(row - mean) / sd))
    return Unlikeness(
        distance,
        float(described["limit"]),
        names[most],
        float(row[most]),
        float(described["low"][most]),
        float(described["high"][most]),
    )


def _model(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, SD and shrunken correlation matrix of the columns."""
    mean = np.nanmean(table, axis=0)
    sd = np.maximum(np.nanstd(table, axis=0), _SMALLEST_SD)
    z = np.nan_to_num((table - mean) / sd)
    correlation = z.T @ z / len(z)
    return mean, sd, (1 - _SHRINKAGE) * correlation + _SHRINKAGE * np.eye(len(sd))


def _distance(row: np.ndarray, mean: np.ndarray, sd: np.ndarray, correlation: np.ndarray) -> float:
    known = ~np.isnan(row)
    z = ((row - mean) / sd)[known]
    part = correlation[np.ix_(known, known)]
    return float(np.sqrt(z @ np.linalg.solve(part, z) / known.sum()))
