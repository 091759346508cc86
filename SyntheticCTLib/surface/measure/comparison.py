"""Two bone surfaces made by the same settings, measured against each other."""

from __future__ import annotations

from collections.abc import Sequence
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
)
from SyntheticCTLib.tolerance import LIMITS_MM

#: Point arrays of a measured surface. "counted" is 0 where a point was left out of the statistics.
DISTANCE = "signed distance mm"
COUNTED = "counted"

#: Only distances beyond this are tested for ending on a cut face, mm: at less, bone begins beside
#: it.
_WALL_MATTERS_MM = 1.0


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
    for done, name in enumerate(shared):
        one, other = sct.bone(sct.bones.index(name)), ct.bone(ct.bones.index(name))
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
    counted &= ~_ends_on_wall(source.points, np.abs(distance), counted, reference, watch)
    if target.closed:
        distance = sign * distance
    return DistanceSamples(distance, source.areas, source.points, counted, target.closed)


def _ends_on_wall(
    points: np.ndarray,
    distance: np.ndarray,
    counted: np.ndarray,
    reference: BoneSurface,
    watch: Watch,
) -> np.ndarray:
    """Points whose nearest place is a cut face: where bone would end there, nobody knows."""
    result = np.zeros(len(points), bool)
    walls = reference.wall_triangles
    asked = np.flatnonzero(counted & (distance > _WALL_MATTERS_MM))
    if len(walls) and len(asked):
        to_wall = DistanceTo(meshes.make_mesh(reference.points, walls))
        result[asked] = (
            np.abs(to_wall.signed(points[asked], watch=watch.quiet)) <= distance[asked] + 1e-6
        )
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
