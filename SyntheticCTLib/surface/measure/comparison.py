"""Two bone surfaces made by the same settings, measured against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.measure.distance import DistanceTo
from SyntheticCTLib.surface.measure.statistics import (
    DirectionalStatistics,
    DistanceSamples,
    directional,
    lower_share,
)
from SyntheticCTLib.tolerance import LIMITS_MM, ROUNDING_MM

#: Point arrays of a measured surface. "counted" is 0 where a point was left out of the statistics.
DISTANCE = "signed distance mm"
COUNTED = "counted"

#: Only distances beyond this are tested for ending on a cut face, mm: at less, bone begins beside
#: it.
_WALL_MATTERS_MM = 1.0

#: A cut face that lies no farther away than the surface by more than this is the nearest place, mm.
_AS_FAR_MM = 1e-6


@dataclass(frozen=True, eq=False)
class PointDistances:
    """What was measured at the points of a surface.

    Attributes:
        distance_mm: (n,), positive where the sCT's bone is too large; NaN on bones without a
            counterpart.
        counted: bool (n,), points that the statistics count.
    """

    distance_mm: np.ndarray
    counted: np.ndarray

    def on(self, surface: BoneSurface) -> BoneSurface:
        """The surface with these as its point arrays ``DISTANCE`` and ``COUNTED``."""
        return surface.with_arrays({DISTANCE: self.distance_mm, COUNTED: self.counted})


@dataclass(frozen=True, eq=False)
class SurfaceComparison:
    """What the comparison of two surfaces found.

    Attributes:
        sct, ct: the distances at the points of each surface.
        overall: statistics of all bones that both surfaces have; None when they share none.
        bones: the same for each bone by name; empty without labels.
        missing_in_sct, missing_in_ct: names of bones that only the other surface has.
    """

    sct: PointDistances
    ct: PointDistances
    overall: DirectionalStatistics | None
    bones: dict[str, DirectionalStatistics]
    missing_in_sct: tuple[str, ...] = ()
    missing_in_ct: tuple[str, ...] = ()


def lacking(missing_in_sct: Sequence[str], missing_in_ct: Sequence[str]) -> list[str]:
    """One sentence for each image that lacks bones, from the names of those."""
    return [
        Sentence("The {image} has no {bones}.", image=image, bones=", ".join(names))
        for image, names in (("sCT", missing_in_sct), ("CT", missing_in_ct))
        if names
    ]


def compare_surfaces(
    sct: BoneSurface,
    ct: BoneSurface,
    *,
    limits_mm: Sequence[float] = LIMITS_MM,
    watch: Watch = UNWATCHED,
) -> SurfaceComparison:
    """Measure both directions, bone against bone of the same name.

    Args:
        sct: the synthetic CT's surface.
        ct: the real CT's, by the same settings.
        limits_mm: limits for the shares within.
        watch: called with stage "distance".

    Raises:
        Cancelled: a stop was asked for.
    """
    shared = [name for name in sct.bones if name in ct.bones]
    from_sct: list[DistanceSamples] = []
    from_ct: list[DistanceSamples] = []
    for done, (one, other) in enumerate(_shared_bones(sct, ct)):
        step = watch.part(done / len(shared), (done + 1) / len(shared))
        from_sct.append(_measured(one, other, 1.0, step.part(0.0, 0.5)))
        from_ct.append(_measured(other, one, -1.0, step.part(0.5, 1.0)))
    each = zip(shared, from_sct, from_ct, strict=True)
    return SurfaceComparison(
        sct=_at_points(sct, shared, from_sct),
        ct=_at_points(ct, shared, from_ct),
        overall=directional(from_sct, from_ct, limits_mm) if shared else None,
        bones={name: directional([s], [c], limits_mm) for name, s, c in each if name},
        missing_in_sct=tuple(name for name in ct.bones if name not in sct.bones),
        missing_in_ct=tuple(name for name in sct.bones if name not in ct.bones),
    )


@dataclass(frozen=True)
class SharesWithin:
    """Shares of the area within a limit, 0 to 1; None where no area was counted.

    Attributes:
        sct_to_ct, ct_to_sct: of either surface.
    """

    sct_to_ct: float | None
    ct_to_sct: float | None

    @property
    def lower(self) -> float | None:
        """See ``lower_share``."""
        return lower_share(self.sct_to_ct, self.ct_to_sct)


def shares_within(
    sct: BoneSurface, ct: BoneSurface, limit_mm: float, *, watch: Watch = UNWATCHED
) -> SharesWithin:
    """The shares that ``compare_surfaces`` finds, in a fraction of the time: a distance is
    measured only where it could be either side of the limit."""
    bones = list(_shared_bones(sct, ct))
    there = _share_within(bones, limit_mm, watch)
    return SharesWithin(there, _share_within([pair[::-1] for pair in bones], limit_mm, watch))


def _shared_bones(sct: BoneSurface, ct: BoneSurface) -> Iterator[tuple[BoneSurface, BoneSurface]]:
    """Both surfaces of each bone that both have."""
    for name in sct.bones:
        if name in ct.bones:
            yield sct.bone(sct.bones.index(name)), ct.bone(ct.bones.index(name))


def _share_within(
    bones: Sequence[tuple[BoneSurface, BoneSurface]], limit_mm: float, watch: Watch
) -> float | None:
    """Share of the first ones' area that lies within the limit of the second ones."""
    areas, good = [np.zeros(0)], [np.zeros(0, bool)]
    for source, reference in bones:
        counted, within = _counted_within(source, reference, limit_mm + ROUNDING_MM, watch.quiet)
        counted &= source.areas > 0
        areas.append(source.areas[counted])
        good.append(within[counted])
    area = np.concatenate(areas)
    total = float(area.sum())
    return float(area[np.concatenate(good)].sum()) / total if len(area) else None


def _counted_within(
    source: BoneSurface, reference: BoneSurface, limit_mm: float, watch: Watch
) -> tuple[np.ndarray, np.ndarray]:
    """Which points of a surface are counted, and which lie within a limit of the other."""
    target, walls, points = DistanceTo(reference.mesh), _Walls(reference), source.points
    bounds = target.bounds(points)
    counted = source.cut_face == 0
    unsure = np.flatnonzero(counted & walls.may_end(points, bounds.high))
    distance = np.zeros(len(points))
    distance[unsure] = np.abs(target.signed(points[unsure], watch=watch))
    counted &= ~walls.end(points, distance, watch)
    return counted, target.within(points, limit_mm, bounds=bounds, watch=watch)


def _measured(
    source: BoneSurface,
    reference: BoneSurface,
    sign: float,
    watch: Watch,
) -> DistanceSamples:
    """Distances from one surface's points to the other; ``sign`` makes "too large" positive."""
    target = DistanceTo(reference.mesh)
    distance = target.signed(source.points, watch=watch)
    counted = source.cut_face == 0
    away = np.where(counted, np.abs(distance), 0.0)
    counted &= ~_Walls(reference).end(source.points, away, watch)
    if target.closed:
        distance = sign * distance
    return DistanceSamples(distance, source.areas, source.points, counted, target.closed)


class _Walls:
    """The cut faces of a surface: where bone would end at one, nobody knows."""

    def __init__(self, of: BoneSurface) -> None:
        walls = of.wall_triangles
        self._to = DistanceTo(meshes.make_mesh(of.points, walls)) if len(walls) else None

    def may_end(self, points: np.ndarray, farthest_mm: np.ndarray) -> np.ndarray:
        """Points (n, 3), this far from the surface at most, whose nearest place may be such."""
        result = farthest_mm > _WALL_MATTERS_MM
        if self._to is None:
            result[:] = False
        elif result.any():
            nearest = self._to.bounds(points[result]).low
            result[result] = nearest <= farthest_mm[result] + _AS_FAR_MM
        return result

    def end(self, points: np.ndarray, distance_mm: np.ndarray, watch: Watch) -> np.ndarray:
        """Points (n, 3) at this distance from the surface whose nearest place is such."""
        result = self.may_end(points, distance_mm)
        if self._to is not None and result.any():
            away = np.abs(self._to.signed(points[result], watch=watch.quiet))
            result[result] = away <= distance_mm[result] + _AS_FAR_MM
        return result


def _at_points(
    surface: BoneSurface, shared: list[str], samples: list[DistanceSamples]
) -> PointDistances:
    """The samples of the bones in the order of the surface's points."""
    distance = np.full(len(surface.points), np.nan)
    counted = np.zeros(len(surface.points), bool)
    for name, sample in zip(shared, samples, strict=True):
        own = surface.bone_number == surface.bones.index(name)
        distance[own] = sample.distance_mm
        counted[own] = sample.counted
    return PointDistances(distance, counted)
