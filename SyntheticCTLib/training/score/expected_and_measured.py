"""What a model lets expect of a held-out patient's bone surface, beside what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.tolerance import ROUNDING_MM, TOLERANCE_MM
from SyntheticCTLib.training.score.surface_calibration import (
    FEWEST,
    MeasuredSurface,
    fitted_surface,
    mean_of,
)

#: Share of the surface that a user looks at first, the most doubtful one.
FLAGGED = 0.25


@dataclass(frozen=True)
class ExpectedAndMeasured:
    """One patient, by the calibration of all the others; shares are 0 to 1.

    Attributes:
        name: the pair's id.
        expected: share of the surface within the tolerance that was to be expected.
        lowest, highest: between which it was to lie.
        measured: what it was, the lower one of both directions.
        flagged_misses: of the surface beyond the tolerance, the share in the most doubtful quarter;
            None where nothing lies beyond it.
    """

    name: str
    expected: float
    lowest: float
    highest: float
    measured: float
    flagged_misses: float | None


@dataclass(frozen=True)
class Agreement:
    """All patients together.

    Attributes:
        patients: how many.
        mean_difference: mean of the absolute differences of expected and measured share.
        correlation: Pearson's, None where one of them does not vary.
        inside: patients whose measured share lay where it was to lie.
        flagged_misses: median over patients.
    """

    patients: int
    mean_difference: float
    correlation: float | None
    inside: int
    flagged_misses: float | None


def expected_and_measured(patients: Sequence[MeasuredSurface]) -> list[ExpectedAndMeasured]:
    """Each patient by the table of all the others; nothing where the others are too few."""
    known = [patient for patient in patients if patient.area_mm2.sum() > 0]
    if len(known) <= FEWEST:
        return []
    found = []
    for number, patient in enumerate(known):
        others = fitted_surface([*known[:number], *known[number + 1 :]])
        expected = others.shift + mean_of(others.share_at(patient.apart_mm), patient.area_mm2)
        ends = (expected, expected + others.lowest, expected + others.highest)
        middle, lowest, highest = (float(np.clip(end, 0.0, 1.0)) for end in ends)
        misses = flagged_misses(patient)
        entry = ExpectedAndMeasured(patient.name, middle, lowest, highest, patient.share, misses)
        found.append(entry)
    return found


def flagged_misses(patient: MeasuredSurface) -> float | None:
    """Of a surface beyond the tolerance the share in the quarter with the most doubt."""
    beyond = patient.distance_mm > TOLERANCE_MM + ROUNDING_MM
    if not beyond.any():
        return None
    order = np.argsort(-patient.apart_mm, kind="stable")
    area = patient.area_mm2[order]
    flagged = np.cumsum(area) <= FLAGGED * area.sum()
    missed = np.where(beyond[order], area, 0.0)
    return float(missed[flagged].sum() / missed.sum())


def agreement(found: Sequence[ExpectedAndMeasured]) -> Agreement | None:
    """How well expected and measured go together; None of nothing."""
    if not found:
        return None
    expected = np.array([entry.expected for entry in found])
    measured = np.array([entry.measured for entry in found])
    varies = bool(np.ptp(expected) > 0 and np.ptp(measured) > 0)
    misses = [entry.flagged_misses for entry in found if entry.flagged_misses is not None]
    return Agreement(
        len(found),
        float(np.abs(expected - measured).mean()),
        float(np.corrcoef(expected, measured)[0, 1]) if varies else None,
        sum(entry.lowest <= entry.measured <= entry.highest for entry in found),
        float(np.median(misses)) if misses else None,
    )
