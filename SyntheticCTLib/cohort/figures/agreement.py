"""Agreement of sCT and CT by tissue, after Bland and Altman (Lancet 1986;1:307).

The unit is the patient: the mean HU of a tissue in the CT and in the sCT. The tissue is where the
CT says so, so that the CT's noise, which decides at a tissue's limits, pulls the difference a
little towards the tissue's middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.cohort.figures.bootstrap import bootstrap_interval
from SyntheticCTLib.cohort.figures.patients import Patient
from SyntheticCTLib.evaluation.tissue_table import TissueRow
from SyntheticCTLib.hounsfield import TISSUES

#: Standard deviations on either side that hold 95 % of a normal distribution.
_REACH = 1.96


@dataclass(frozen=True)
class TissueAgreement:
    """The agreement in one tissue; HU.

    Attributes:
        tissue: its name.
        points: of each patient, id, mean of both images' means, and sCT minus CT.
        bias, bias_low, bias_high: mean difference over patients and the ends of its 95 % interval;
            None of fewer than three patients.
        lower, upper: limits of agreement, between which the difference of 95 % of patients lies.
    """

    tissue: str
    points: tuple[tuple[str, float, float], ...]
    bias: float
    bias_low: float | None
    bias_high: float | None
    lower: float | None
    upper: float | None


def agreements(patients: Sequence[Patient]) -> list[TissueAgreement]:
    """The agreement in each tissue that any patient has."""
    found = (_agreement(tissue.name, patients) for tissue in TISSUES)
    return [one for one in found if one is not None]


def _agreement(tissue: str, patients: Sequence[Patient]) -> TissueAgreement | None:
    points = []
    for patient in patients:
        if (row := _row(patient, tissue)) is not None:
            difference = row.mean_error.value
            if difference is not None and row.ct_mean is not None:
                points.append((patient.id, row.ct_mean + difference / 2, difference))
    if not points:
        return None
    differences = np.array([difference for _, _, difference in points])
    bias = float(differences.mean())
    low, high = bootstrap_interval(differences) or (None, None)
    lower, upper = None, None
    if len(points) > 2:
        reach = _REACH * float(differences.std(ddof=1))
        lower, upper = bias - reach, bias + reach
    return TissueAgreement(tissue, tuple(points), bias, low, high, lower, upper)


def _row(patient: Patient, tissue: str) -> TissueRow | None:
    if patient.document is None:
        return None
    rows = patient.document.evaluation.tissues
    return next((row for row in rows if row.tissue == tissue), None)
