"""Fit a model's interval to patients that it did not learn from, so that it holds what it says.

Conformal risk control (Angelopoulos et al., ICLR 2024, arXiv 2208.02814) with the patient as the
unit: voxels of one patient err together, so a thousand of them are no thousand witnesses. The
bounds keep their shape, wide where the network doubts, and are moved away from the value by one
factor: the smallest with which the mean share of missed voxels, a new patient counted as missed
altogether, is what was promised. On average over patients a new one of the same kind is covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.outputs import Calibration

#: Share of the voxels that the interval of a calibrated model is to hold.
COVERAGE = 0.9

#: Bounds nearer to the value than this say nothing, HU: CTs come in whole numbers.
_NARROWEST_HU = 1.0

#: Steps of the search for the factor: it is then known to a millionth.
_HALVINGS = 40


@dataclass(frozen=True, eq=False)
class HeldOutImages:
    """The images of a held-out patient, on one grid, HU.

    Attributes:
        value, lower, upper: of the model, uncalibrated.
        ct: aligned.
        seen: where both show something and the CT can be believed, bool ``[k, j, i]``.
    """

    value: Volume
    lower: Volume
    upper: Volume
    ct: Volume
    seen: np.ndarray

    def calibrated(self, factor: float) -> tuple[Volume, Volume, Volume]:
        """Value and bounds, these by a factor farther from it."""

        def moved(bound: Volume) -> Volume:
            away = bound.array.astype(np.float32) - self.value.array
            return bound.with_array(self.value.array + np.float32(factor) * away)

        return self.value, moved(self.lower), moved(self.upper)


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What a model said of a patient that it did not learn from, where the CT can be believed.

    Attributes:
        name: the pair's id.
        value, lower, upper: HU of the model, uncalibrated, (n,).
        truth: HU of the aligned CT, (n,).
        images: whole, for its bone surface; None where nobody asks for that.
    """

    name: str
    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    truth: np.ndarray
    images: HeldOutImages | None = None

    def needed_factors(self) -> np.ndarray:
        """For each voxel the factor on the bounds that just covers it, (n,)."""
        error = self.truth.astype(np.float64) - self.value
        bound = np.where(error < 0, self.value - self.lower, self.upper - self.value)
        needed: np.ndarray = np.abs(error) / np.maximum(bound, _NARROWEST_HU)
        return needed

    def error_share(self, factor: float) -> float:
        """Mean absolute error over the mean half width of the interval."""
        error = np.abs(self.truth.astype(np.float64) - self.value).mean()
        half = factor * (self.upper.astype(np.float64) - self.lower).mean() / 2
        return float(error / max(half, _NARROWEST_HU))


def calibrated(patients: Sequence[HeldOut], *, coverage: float = COVERAGE) -> Calibration:
    """The factor and the share of the error for a model, from patients that it did not learn from.

    With fewer than 1 / (1 - coverage) - 1 patients nothing can be guaranteed for the next one; the
    factor is then the one that covers these on average, and the calibration says so.

    Args:
        patients: at least two.
        coverage: share of voxels to cover, 0 to 1.

    Raises:
        InputError: fewer than two patients, one without voxels, or a coverage out of range.
    """
    if len(patients) < 2 or any(patient.truth.size == 0 for patient in patients):
        raise InputError(
            f"An interval is calibrated on two patients or more, each with voxels; got "
            f"{len(patients)}."
        )
    if not 0 < coverage < 1:
        raise InputError(f"coverage must lie between 0 and 1, not at {coverage}.")
    needed = [np.sort(patient.needed_factors()) for patient in patients]
    allowed = (1 - coverage) * (len(patients) + 1) - 1
    guaranteed = allowed >= 0
    if not guaranteed:
        allowed = (1 - coverage) * len(patients)
    factor = _smallest_factor(needed, allowed)
    shares = [patient.error_share(factor) for patient in patients]
    names = tuple(patient.name for patient in patients)
    return Calibration(coverage, factor, float(np.mean(shares)), names, guaranteed)


def coverages(patients: Sequence[HeldOut], factor: float) -> dict[str, float]:
    """Share of each patient's voxels within the interval, by id."""
    return {p.name: float((p.needed_factors() <= factor).mean()) for p in patients}


def left_out_coverages(
    patients: Sequence[HeldOut], *, coverage: float = COVERAGE
) -> dict[str, float]:
    """As ``coverages``, each patient with the factor of all the others: what a new one may expect.

    Raises:
        InputError: fewer than three patients, or see ``calibrated``.
    """
    if len(patients) < 3:
        raise InputError(f"Leaving one out needs three patients or more; got {len(patients)}.")
    found: dict[str, float] = {}
    for number, patient in enumerate(patients):
        others = [*patients[:number], *patients[number + 1 :]]
        factor = calibrated(others, coverage=coverage).factor
        found |= coverages([patient], factor)
    return found


def _smallest_factor(needed: Sequence[np.ndarray], allowed: float) -> float:
    """The smallest factor with which the patients' missed shares add up to what is allowed."""

    def missed(factor: float) -> float:
        held = [np.searchsorted(each, factor, side="right") / each.size for each in needed]
        return len(needed) - float(np.sum(held))

    low, high = 0.0, max(float(each[-1]) for each in needed)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if missed(middle) <= allowed else (middle, high)
    return max(high, float(np.finfo(np.float32).eps))
