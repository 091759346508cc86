"""Two bone surfaces made by one recipe, measured against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.progress import CancelToken, ProgressCallback, ignore_progress, part_of
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.extraction import BONE, BoneSurface
from SyntheticCTLib.surface.measure.distance import DistanceTo
from SyntheticCTLib.surface.measure.statistics import (
    LIMITS_MM,
    DirectionalStatistics,
    DistanceSamples,
    directional,
)

#: Point arrays that a comparison adds. "counted" is 0 where a point was left out of the statistics.
DISTANCE = "signed distance mm"
COUNTED = "counted"

#: Only distances beyond this are tested for ending on a cut face, mm: at less, bone begins beside
#: it.
_WALL_MATTERS_MM = 1.0


@dataclass(frozen=True)
class SurfaceComparison:
    """What the comparison of two surfaces found.

    Attributes:
        overall: statistics of all bones that both surfaces have; None when they share none.
        bones: the same for each bone by name; empty without labels.
        missing_in_sct, missing_in_ct: names of bones that only the other surface has.
    """

    overall: DirectionalStatistics | None
    bones: dict[str, DirectionalStatistics]
    missing_in_sct: tuple[str, ...] = ()
    missing_in_ct: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """One sentence for each image that lacks bones."""
        both = (("sCT", self.missing_in_sct), ("CT", self.missing_in_ct))
        return [f"The {image} has no {', '.join(names)}." for image, names in both if names]


def compare_surfaces(
    sct: BoneSurface,
    ct: BoneSurface,
    *,
    limits_mm: Sequence[float] = LIMITS_MM,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
) -> SurfaceComparison:
    """Measure both directions, bone against bone of the same name.

    Both meshes are given the point arrays "signed distance mm" (positive where the sCT's bone is
    too large, NaN on bones without a counterpart) and "counted".

    Args:
        sct: the synthetic CT's surface.
        ct: the real CT's, by the same recipe.
        limits_mm: limits for the shares within.
        progress: called with stage "distance".
        cancel: looked at several times a second.

    Raises:
        Cancelled: ``cancel`` was set.
    """
    shared = [name for name in sct.bones if name in ct.bones]
    from_sct: list[DistanceSamples] = []
    from_ct: list[DistanceSamples] = []
    for done, name in enumerate(shared):
        one, other = sct.bone(sct.bones.index(name)), ct.bone(ct.bones.index(name))
        step = part_of(progress, done / len(shared), (done + 1) / len(shared))
        from_sct.append(_measured(one, other, 1.0, part_of(step, 0.0, 0.5), cancel))
        from_ct.append(_measured(other, one, -1.0, part_of(step, 0.5, 1.0), cancel))
    _write(sct, shared, from_sct)
    _write(ct, shared, from_ct)
    each = zip(shared, from_sct, from_ct, strict=True)
    return SurfaceComparison(
        overall=directional(from_sct, from_ct, limits_mm) if shared else None,
        bones={name: directional([s], [c], limits_mm) for name, s, c in each if name},
        missing_in_sct=tuple(name for name in ct.bones if name not in sct.bones),
        missing_in_ct=tuple(name for name in sct.bones if name not in ct.bones),
    )


def _measured(
    source: BoneSurface,
    reference: BoneSurface,
    sign: float,
    progress: ProgressCallback,
    cancel: CancelToken | None,
) -> DistanceSamples:
    """Distances from one surface's points to the other; ``sign`` makes "too large" positive."""
    target = DistanceTo(reference.mesh)
    distance = target.signed(source.points, progress=progress, cancel=cancel)
    counted = source.cut_face == 0
    counted &= ~_ends_on_wall(source.points, np.abs(distance), counted, reference, cancel)
    if target.closed:
        distance = sign * distance
    return DistanceSamples(distance, source.areas, source.points, counted, target.closed)


def _ends_on_wall(
    points: np.ndarray,
    distance: np.ndarray,
    counted: np.ndarray,
    reference: BoneSurface,
    cancel: CancelToken | None,
) -> np.ndarray:
    """Points whose nearest place is a cut face: where bone would end there, nobody knows."""
    result = np.zeros(len(points), bool)
    walls = reference.wall_triangles
    asked = np.flatnonzero(counted & (distance > _WALL_MATTERS_MM))
    if len(walls) and len(asked):
        to_wall = DistanceTo(meshes.make_mesh(reference.points, walls))
        result[asked] = (
            np.abs(to_wall.signed(points[asked], cancel=cancel)) <= distance[asked] + 1e-6
        )
    return result


def _write(surface: BoneSurface, shared: list[str], samples: list[DistanceSamples]) -> None:
    """Add distances and what was counted to the mesh; bones keep the order of their points."""
    distance = np.full(len(surface.points), np.nan)
    counted = np.zeros(len(surface.points), np.uint8)
    bone = meshes.point_array(surface.mesh, BONE)
    for name, sample in zip(shared, samples, strict=True):
        own = bone == surface.bones.index(name)
        distance[own] = sample.distance_mm
        counted[own] = sample.counted
    meshes.set_point_array(surface.mesh, DISTANCE, distance)
    meshes.set_point_array(surface.mesh, COUNTED, counted)
