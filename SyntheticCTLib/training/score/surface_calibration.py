"""Fit what a model's bounds let expect of its bone surface to patients it did not learn from.

Two things are fitted: how often the surface lay within the tolerance by how far apart the bounds'
surfaces lie there, each patient counting once; and how patients differ from the mean of that over
their surface, each with the table of all the others. Fewer than 19 patients have no 5 and 95 %
quantiles: then all of them lie between, and what share of further ones does is said (split
conformal: Lei et al., JASA 2018, 113:1094).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.errors import InputError, NoBoneError
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.surface_calibration import SurfaceCalibration
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.comparison import compare_surfaces
from SyntheticCTLib.surface.measure.expected import FARTHEST_MM, bounds_apart, sampled
from SyntheticCTLib.tolerance import ROUNDING_MM, TOLERANCE_MM
from SyntheticCTLib.training.score.interval_calibration import HeldOut, HeldOutImages

_log = logging.getLogger(__name__)

#: Steps of the table; each has as much surface as the others.
_STEPS = 8

#: Fewer patients say nothing of the next one.
FEWEST = 3

#: Share of further patients that is to lie between lowest and highest, if there are enough.
_BETWEEN = 0.9


@dataclass(frozen=True, eq=False)
class MeasuredSurface:
    """The bone surface of a patient, measured against the CT's.

    Attributes:
        name: the pair's id.
        apart_mm: how far the bounds are apart at its points, (n,).
        distance_mm: from the CT's surface there, (n,), not negative.
        area_mm2: that each point stands for, (n,).
        share: within the tolerance, the lower one of both directions.
    """

    name: str
    apart_mm: np.ndarray
    distance_mm: np.ndarray
    area_mm2: np.ndarray
    share: float


def measured_surfaces(
    patients: Sequence[HeldOut], factor: float, *, watch: Watch = UNWATCHED
) -> list[MeasuredSurface]:
    """The bone surfaces of patients, without those who have none.

    Args:
        patients: whom the model did not learn from, with their images.
        factor: on their bounds.
    """
    found = []
    for number, patient in enumerate(patients):
        watch.check()
        watch.report(f"measuring the surface of {patient.name}", number / len(patients))
        if patient.images is None:
            continue
        try:
            found.append(measured_surface(patient.name, patient.images, factor, watch=watch))
        except NoBoneError as error:
            _log.warning("%s is left out: %s", patient.name, error)
    return found


def surface_calibration(found: Sequence[MeasuredSurface]) -> SurfaceCalibration | None:
    """The calibration of a model's surfaces; None if fewer than ``FEWEST`` patients have bone.

    Args:
        found: of patients whom it did not learn from.
    """
    return fitted_surface(found) if len(found) >= FEWEST else None


def measured_surface(
    name: str, images: HeldOutImages, factor: float, *, watch: Watch = UNWATCHED
) -> MeasuredSurface:
    """Measure a patient's surface and its bounds'.

    Raises:
        NoBoneError: synthetic CT or CT have none.
    """
    settings, seen, ct = SurfaceSettings(), images.seen, images.ct
    sct, lower, upper = images.calibrated(factor)

    def surface(of: Volume, other: Volume) -> BoneSurface:
        cut = (other.array >= settings.threshold_hu) & ~seen
        return surface_of(of, settings, mask=seen, cut=cut, watch=watch.quiet)

    own = surface(sct, ct)
    compared = compare_surfaces(own, surface(ct, sct), watch=watch.quiet)
    chosen = sampled(own)
    chosen = chosen[compared.sct.counted[chosen]]
    bounds = (lambda: lower), (lambda: upper)
    apart = bounds_apart(own.points[chosen], bounds, settings, mask=seen, watch=watch.quiet)
    share = None if compared.overall is None else compared.overall.share_within(TOLERANCE_MM)
    distance = np.abs(compared.sct.distance_mm[chosen])
    return MeasuredSurface(name, apart, distance, own.areas[chosen], share or 0.0)


def fitted_surface(patients: Sequence[MeasuredSurface]) -> SurfaceCalibration:
    """The calibration of a model from patients that it did not learn from.

    Raises:
        InputError: fewer than ``FEWEST`` patients with a surface.
    """
    known = [patient for patient in patients if patient.area_mm2.sum() > 0]
    if len(known) < FEWEST:
        raise InputError(
            f"Surfaces are calibrated on {FEWEST} patients with bone or more; got {len(known)}."
        )
    rest = []
    for number, patient in enumerate(known):
        others = _Table([*known[:number], *known[number + 1 :]])
        rest.append(patient.share - others.share(patient))
    table, shift = _Table(known), float(np.mean(rest))
    lowest, highest, between = _spread(np.array(rest) - shift)
    return SurfaceCalibration(
        TOLERANCE_MM,
        BONE_HU,
        tuple(table.apart.tolist()),
        tuple(table.shares.tolist()),
        tuple(table.distances.tolist()),
        shift,
        lowest,
        highest,
        between,
        tuple(patient.name for patient in known),
    )


class _Table:
    """Share within the tolerance, and mean distance, by how far the bounds are apart."""

    def __init__(self, patients: Sequence[MeasuredSurface]) -> None:
        apart = np.concatenate([p.apart_mm for p in patients])
        distance = np.concatenate([p.distance_mm for p in patients])
        # Each patient counts once, however large.
        weight = np.concatenate([p.area_mm2 / p.area_mm2.sum() for p in patients])
        order = np.argsort(apart, kind="stable")
        apart, distance, weight = apart[order], distance[order], weight[order]
        passed = np.minimum(_STEPS * np.cumsum(weight) / weight.sum(), _STEPS - 1e-9).astype(int)
        good = distance <= TOLERANCE_MM + ROUNDING_MM
        rows = [
            (mean_of(apart, w), mean_of(good, w), mean_of(np.minimum(distance, FARTHEST_MM), w))
            for w in (np.where(passed == step, weight, 0.0) for step in range(_STEPS))
            if w.any()
        ]
        centres, shares, distances = (np.array(column) for column in zip(*rows, strict=True))
        keep = np.append(True, np.diff(np.maximum.accumulate(centres)) > 0)
        self.apart: Float64Array = centres[keep]
        # More doubt never makes a surface better.
        self.shares: Float64Array = np.minimum.accumulate(shares[keep])
        self.distances: Float64Array = np.maximum.accumulate(distances[keep])

    def share(self, patient: MeasuredSurface) -> float:
        """What it lets expect of a patient's surface."""
        each = np.interp(patient.apart_mm, self.apart, self.shares)
        return mean_of(each, patient.area_mm2)


def mean_of(values: np.ndarray, weights: np.ndarray) -> float:
    """Weighted mean."""
    return float(np.average(values, weights=weights))


def _spread(rest: np.ndarray) -> tuple[float, float, float]:
    """Between which differences further patients lie, and what share of them."""
    ordered, count = np.sort(rest), len(rest)
    out = int((1 - _BETWEEN) / 2 * (count + 1) + 1e-9)  # ranks left out on either side
    out = max(out, 1)
    lowest, highest = ordered[out - 1], ordered[count - out]
    between = (count + 1 - 2 * out) / (count + 1)
    return min(float(lowest), 0.0), max(float(highest), 0.0), float(between)
