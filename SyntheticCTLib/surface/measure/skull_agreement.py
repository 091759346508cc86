"""A synthetic skull against a real one: where its outer surface lies, and how thick it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array, IntArray
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.measure.distance import DistanceTo
from SyntheticCTLib.surface.measure.skull import OUTER, SkullMap
from SyntheticCTLib.tolerance import ROUNDING_MM

#: Points of each outer table that are measured: shares are good to half a point.
POINTS = 8000

#: A thickness counts as right within this, mm.
THICKNESS_MM = 0.5

#: Distances that shares of the outer table are given within, mm.
_LIMITS_MM = (1.0, 2.0)


@dataclass(frozen=True, eq=False)
class Skull:
    """A skull in an image: HU, the surface of its bone, and the figures along that."""

    volume: Volume
    surface: BoneSurface
    figures: SkullMap

    def outer(self) -> IntArray:
        """Numbers of some points of the outer table that are no cut face, evenly."""
        counted = np.flatnonzero((self.figures.table == OUTER) & (self.surface.cut_face == 0))
        chosen: IntArray = counted[:: max(1, len(counted) // POINTS)]
        return chosen


@dataclass(frozen=True)
class SkullAgreement(Record):
    """How a synthetic skull lies beside a real one. Shares are of area, 0 to 1.

    Attributes:
        within: share of both outer tables within so many mm of the other surface.
        mean_absolute_mm: mean distance of both.
        thickness_error_mm: median of the synthetic thickness minus the real one at the nearest
            point.
        thickness_within: share whose thickness is within ``THICKNESS_MM``.
    """

    within: dict[str, float]
    mean_absolute_mm: float
    thickness_error_mm: float
    thickness_within: float


def skull_agreement(synthetic: Skull, real: Skull) -> SkullAgreement:
    """Measure a synthetic skull against a real one on the same place."""
    away, areas = [], []
    for one, other in ((synthetic, real), (real, synthetic)):
        points = one.outer()
        to_other = DistanceTo(other.surface.mesh)
        away.append(np.abs(to_other.signed(one.surface.points[points])))
        areas.append(one.surface.areas[points])
    distance, area = np.concatenate(away), np.concatenate(areas)
    error, weight = _thickness_errors(synthetic, real)
    order = np.argsort(error)
    middle = order[np.searchsorted(np.cumsum(weight[order]), weight.sum() / 2)]
    right = np.abs(error) <= THICKNESS_MM + ROUNDING_MM
    return SkullAgreement(
        {
            f"{limit:g} mm": float(area[distance <= limit + ROUNDING_MM].sum() / area.sum())
            for limit in _LIMITS_MM
        },
        float(np.average(distance, weights=area)),
        float(error[middle]),
        float(weight[right].sum() / weight.sum()),
    )


def _thickness_errors(synthetic: Skull, real: Skull) -> tuple[Float64Array, Float64Array]:
    """Synthetic minus real thickness at points of the real outer table, mm, and their areas."""
    points = real.outer()
    nearest = meshes.nearest_points(synthetic.surface.mesh, real.surface.points[points])
    error = synthetic.figures.thickness_mm[nearest].astype(np.float64)
    error -= real.figures.thickness_mm[points]
    known = np.isfinite(error)
    return error[known], real.surface.areas[points][known]
