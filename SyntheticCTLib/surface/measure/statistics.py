"""What signed surface distances amount to, weighted by area."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.files.record_ranges import Count, Share, Size, check_rising
from SyntheticCTLib.tolerance import LIMITS_MM, ROUNDING_MM, TOLERANCE_MM


@dataclass(frozen=True)
class DistanceSamples:
    """Distances measured from the points of a surface.

    Attributes:
        distance_mm: (n,), positive where the sCT's bone is too large; all positive when ``signed``
            is false.
        area_mm2: the area (n,) that each point stands for.
        points: (n, 3), LPS mm.
        counted: bool (n,), false near cut faces.
        signed: whether the distances have a sign, which they have to closed surfaces only.
    """

    distance_mm: np.ndarray
    area_mm2: np.ndarray
    points: np.ndarray
    counted: np.ndarray
    signed: bool = True


@dataclass(frozen=True)
class SurfaceStatistics(Record):
    """Area-weighted statistics of signed distances in mm.

    All but the counts are None when no area was counted; those that need the sign are None when the
    surface measured to was open.

    Attributes:
        points: points counted.
        area_mm2: area counted, mm².
        left_out_share: share of the area that lies near cut faces and was not counted.
        mean_mm, sd_mm, median_mm, lower_quartile_mm, upper_quartile_mm: of the signed distance.
        rms_mm: root mean square.
        mean_absolute_mm, percentile_95_mm, largest_mm: of the absolute distance.
        within: share of the area within each limit in mm, 0 to 1; exactly at the limit is within.
        worst_place: where the largest distance is, LPS mm.
        worst_distance_mm: the (signed) distance there.
    """

    DERIVED = ("interquartile_range_mm",)

    points: Count
    area_mm2: Size
    left_out_share: Share
    mean_mm: float | None = None
    sd_mm: Size | None = None
    median_mm: float | None = None
    lower_quartile_mm: float | None = None
    upper_quartile_mm: float | None = None
    rms_mm: Size | None = None
    mean_absolute_mm: Size | None = None
    percentile_95_mm: Size | None = None
    largest_mm: Size | None = None
    within: dict[float, Share] = dataclasses.field(default_factory=dict)
    worst_place: tuple[float, float, float] | None = None
    worst_distance_mm: float | None = None

    @property
    def interquartile_range_mm(self) -> float | None:
        """Upper minus lower quartile, mm."""
        if self.upper_quartile_mm is None or self.lower_quartile_mm is None:
            return None
        return self.upper_quartile_mm - self.lower_quartile_mm

    def to_dict(self) -> dict[str, Any]:
        """The statistics as JSON types; the limits of ``within`` become text."""
        within = {f"{limit:g} mm": share for limit, share in self.within.items()}
        return super().to_dict() | {"within": within}

    @classmethod
    def from_dict(cls, content: Any, where: str = "") -> SurfaceStatistics:
        """Back from ``to_dict``."""
        found = super().from_dict(content, where)
        within = {float(str(limit).removesuffix(" mm")): s for limit, s in found.within.items()}
        found = dataclasses.replace(found, within=within)
        found._check_order(where)
        return found

    def _check_order(self, where: str) -> None:
        """Refuse what no distances give, see ``check_rising``."""
        names = ("lower_quartile_mm", "median_mm", "upper_quartile_mm")
        check_rising(where, **{name: getattr(self, name) for name in names})
        for name in ("mean_absolute_mm", "rms_mm", "percentile_95_mm"):
            check_rising(where, **{one: getattr(self, one) for one in (name, "largest_mm")})
        shares = {f"{limit:g} mm": share for limit, share in sorted(self.within.items())}
        check_rising(f"{where}.within", **shares)


@dataclass(frozen=True)
class DirectionalStatistics(Record):
    """Statistics of a pair of surfaces.

    Attributes:
        sct_to_ct: from the sCT's surface: is the bone that is there in the right place?
        ct_to_sct: from the CT's surface: is any bone missing?
        pooled: both together. Its share within a limit is the surface Dice at that limit (Nikolov
            et al. 2021, J Med Internet Res 23:e26151): area within it on both, over all area of
            both.
    """

    sct_to_ct: SurfaceStatistics
    ct_to_sct: SurfaceStatistics
    pooled: SurfaceStatistics

    def surface_dice(self, limit_mm: float = TOLERANCE_MM) -> float | None:
        """Surface Dice, 0 to 1, at one of the limits that were asked for."""
        return self.pooled.within.get(limit_mm)

    def share_within(self, limit_mm: float) -> float | None:
        """The lower one of both directions' shares within a limit: missing bone cannot hide."""
        return lower_share(*(d.within.get(limit_mm) for d in (self.sct_to_ct, self.ct_to_sct)))


def lower_share(sct_to_ct: float | None, ct_to_sct: float | None) -> float | None:
    """The lower one of both directions' shares; None where either is not known."""
    if sct_to_ct is None or ct_to_sct is None:
        return None
    return min(sct_to_ct, ct_to_sct)


def summarise(
    samples: Sequence[DistanceSamples], limits_mm: Sequence[float] = LIMITS_MM
) -> SurfaceStatistics:
    """Statistics of all samples taken together.

    Args:
        samples: of one or more surfaces.
        limits_mm: limits for the shares within.
    """
    signed = all(s.signed for s in samples)
    counted = [s.counted & (s.area_mm2 > 0) for s in samples]
    distance = np.concatenate([s.distance_mm[c] for s, c in zip(samples, counted, strict=True)])
    area = np.concatenate([s.area_mm2[c] for s, c in zip(samples, counted, strict=True)])
    points = np.concatenate([s.points[c] for s, c in zip(samples, counted, strict=True)])
    everything = float(sum(s.area_mm2.sum() for s in samples))
    total = float(area.sum())
    left_out = 1.0 - total / everything if everything > 0 else 0.0
    if not len(distance):
        return SurfaceStatistics(points=0, area_mm2=0.0, left_out_share=left_out)
    weight = area / total
    absolute = np.abs(distance)
    worst = int(absolute.argmax())
    x, y, z = (float(c) for c in points[worst])
    return SurfaceStatistics(
        points=len(distance),
        area_mm2=total,
        left_out_share=max(left_out, 0.0),
        **(_of_the_sign(distance, weight) if signed else {}),
        rms_mm=float(np.sqrt(weight @ distance**2)),
        mean_absolute_mm=float(weight @ absolute),
        percentile_95_mm=float(weighted_quantile(absolute, weight, [0.95])[0]),
        largest_mm=float(absolute[worst]),
        within={
            # By areas, not weights: where all lies within, that is 1 to the last digit.
            float(limit): float(area[absolute <= limit + ROUNDING_MM].sum()) / total
            for limit in limits_mm
        },
        worst_place=(x, y, z),
        worst_distance_mm=float(distance[worst]),
    )


def _of_the_sign(distance: np.ndarray, weight: np.ndarray) -> dict[str, Any]:
    mean = float(weight @ distance)
    lower, median, upper = weighted_quantile(distance, weight, [0.25, 0.5, 0.75])
    return {
        "mean_mm": mean,
        "sd_mm": float(np.sqrt(weight @ (distance - mean) ** 2)),
        "median_mm": float(median),
        "lower_quartile_mm": float(lower),
        "upper_quartile_mm": float(upper),
    }


def weighted_quantile(
    values: np.ndarray, weights: np.ndarray, shares: Sequence[float]
) -> np.ndarray:
    """Quantiles of weighted values: linear between the middles of the weights' steps.

    With equal weights this is Hazen's rule (number 5 of Hyndman and Fan 1996).

    Args:
        values: (n,), n > 0.
        weights: (n,), positive.
        shares: 0 to 1.
    """
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order])
    middles = (cumulative - 0.5 * weights[order]) / cumulative[-1]
    found: Float64Array = np.interp(shares, middles, values[order])
    return found


def directional(
    from_sct: Sequence[DistanceSamples],
    from_ct: Sequence[DistanceSamples],
    limits_mm: Sequence[float] = LIMITS_MM,
) -> DirectionalStatistics:
    """Statistics of both directions and of both together."""
    return DirectionalStatistics(
        sct_to_ct=summarise(from_sct, limits_mm),
        ct_to_sct=summarise(from_ct, limits_mm),
        pooled=summarise([*from_sct, *from_ct], limits_mm),
    )
