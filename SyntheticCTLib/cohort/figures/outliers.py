"""Patients whose figures lie far from the others' on the bad side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.cohort.figures.columns import BY_NAME, LEADING, FigureColumn
from SyntheticCTLib.cohort.figures.patients import Patient, values

#: Interquartile ranges beyond the quartile where an outlier begins (Tukey 1977).
FENCE = 1.5

#: Fewer patients have no quartiles worth the name.
FEWEST = 5


@dataclass(frozen=True, eq=False)
class Outlier:
    """A patient who is one.

    Attributes:
        patient: who.
        column: of which figure.
        value: theirs.
        fence: beyond which it lies.
    """

    patient: Patient
    column: FigureColumn
    value: float
    fence: float


def outliers(patients: Sequence[Patient]) -> list[Outlier]:
    """Those beyond Tukey's fence in a leading figure, on its bad side; the same more than once."""
    found = []
    for column in (BY_NAME[name] for name in LEADING):
        known = values(patients, column.name)
        if len(known) < FEWEST:
            continue
        lower, upper = np.quantile(known, (0.25, 0.75))
        reach, low = FENCE * (upper - lower), column.better == "high"
        fence = float(lower - reach if low else upper + reach)
        for patient in patients:
            value = patient.figures.get(column.name)
            if value is not None and (value < fence if low else value > fence):
                found.append(Outlier(patient, column, value, fence))
    return found
