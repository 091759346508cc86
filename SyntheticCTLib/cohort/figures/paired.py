"""Two studies of the same patients: which is better, by how much, and is it no worse than allowed.

The test is Wilcoxon's signed-rank test (1945, Biometrics Bulletin 1:80) with its exact distribution
for the ranks that there are, ties too; pairs without a difference are left out, as there. The
effect is the matched-pairs rank-biserial correlation (Kerby 2014, Comprehensive Psychology 3:11):
-1 where every difference is negative, 1 where every one is positive. Several figures are several
chances to be wrong: Holm's correction (1979, Scand J Stat 6:65).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from SyntheticCTLib.cohort.figures.columns import FIGURES, FigureColumn
from SyntheticCTLib.cohort.figures.patients import Patient
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.options import ANY
from SyntheticCTLib.training.score.confidence import mean_interval


@dataclass(frozen=True)
class PairedFigure:
    """One figure of two studies; differences are first minus second, in the figure's unit.

    Attributes:
        column: the figure.
        patients: who have it in both.
        first, second: mean over these patients.
        difference, low, high: mean difference and the ends of Student's 95 % interval; None of one
            patient.
        effect: rank-biserial correlation; 0 without any difference.
        p: of Wilcoxon's test, two-sided.
        p_holm: corrected for all figures of the comparison.
        margin: by how much the first may be worse; None where nobody said.
        no_worse: whether the interval's worse end keeps to that; None without margin or interval.
    """

    column: FigureColumn
    patients: int
    first: float
    second: float
    difference: float
    low: float | None
    high: float | None
    effect: float
    p: float
    p_holm: float
    margin: float | None = None
    no_worse: bool | None = None


def paired_figures(
    first: Sequence[Patient], second: Sequence[Patient], margins: Mapping[str, float]
) -> list[PairedFigure]:
    """Every figure that says better or worse, of the patients that both studies have.

    Args:
        first: of the study that is judged.
        second: of the one that it is held against.
        margins: how much worse the first may be, by the figure's name, in its unit.

    Raises:
        InputError: no patient is in both, or a margin is of no such figure, or one that none can
            fail or keep to.
    """
    judged = {column.name: column for column in FIGURES if column.better}
    for name, margin in margins.items():
        if name not in judged:
            raise InputError(f"A margin is of one of {', '.join(judged)}; got {name!r}.")
        # What has no unit, or is a share, is 1 at most: none is worse by more than that.
        below_1 = judged[name].unit in ("", "share")
        if not 0 < margin < (1.0 if below_1 else ANY):
            end = " and below 1" if below_1 else ""
            raise InputError(f"The margin of {name} must be above 0{end}; got {margin:g}.")
    others = {patient.id: patient for patient in second}
    found = []
    for column in judged.values():
        pairs = [
            (mine, yours)
            for patient in first
            if (other := others.get(patient.id)) is not None
            and (mine := patient.figures.get(column.name)) is not None
            and (yours := other.figures.get(column.name)) is not None
        ]
        if pairs:
            found.append(_paired(column, np.array(pairs, np.float64), margins.get(column.name)))
    if not found:
        raise InputError("The two studies have no patient with figures in common.")
    return _corrected(found)


def _paired(column: FigureColumn, pairs: np.ndarray, margin: float | None) -> PairedFigure:
    differences = pairs[:, 0] - pairs[:, 1]
    interval = mean_interval(differences.tolist())
    assert interval is not None
    p, effect = signed_rank(differences)
    no_worse = None
    if margin is not None and interval.low is not None and interval.high is not None:
        kept = interval.low > -margin if column.better == "high" else interval.high < margin
        no_worse = bool(kept)
    return PairedFigure(
        column,
        len(pairs),
        float(pairs[:, 0].mean()),
        float(pairs[:, 1].mean()),
        interval.mean,
        interval.low,
        interval.high,
        effect,
        p,
        p,
        margin,
        no_worse,
    )


def signed_rank(differences: np.ndarray) -> tuple[float, float]:
    """Wilcoxon's exact two-sided p, and the rank-biserial correlation.

    Args:
        differences: one a patient, (n,); zeros are left out.

    Returns:
        p and the effect; 1 and 0 without any difference.
    """
    left = differences[differences != 0]
    if not left.size:
        return 1.0, 0.0
    # Twice the mid-ranks: whole numbers, so that the distribution of their sum can be counted.
    _, place, count = np.unique(np.abs(left), return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    ranks = (2 * ends - count + 1)[place]
    total, positive = int(ranks.sum()), int(ranks[left > 0].sum())
    ways = np.zeros(total + 1)
    ways[0] = 1.0
    for rank in ranks:
        moved = np.zeros_like(ways)
        moved[rank:] = ways[: total + 1 - rank]
        ways = (ways + moved) / 2  # either sign with the same chance
    below, above = ways[: positive + 1].sum(), ways[positive:].sum()
    return float(min(1.0, 2 * min(below, above))), (2 * positive - total) / total


def holm(p_values: Sequence[float]) -> list[float]:
    """p values corrected for how many they are, in their order."""
    order = np.argsort(p_values, kind="stable")
    factors = len(p_values) - np.arange(len(p_values))
    rising = np.maximum.accumulate(np.asarray(p_values)[order] * factors)
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(rising, 1.0)
    return [float(p) for p in corrected]


def _corrected(found: Sequence[PairedFigure]) -> list[PairedFigure]:
    corrected = holm([one.p for one in found])
    return [replace(one, p_holm=p) for one, p in zip(found, corrected, strict=True)]
