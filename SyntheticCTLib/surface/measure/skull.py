"""How thick and how dense a skull is, at each point of its surface.

A surface without inner walls may hold the outer table alone: bone that is closed all round hides
the inner one. With them (``SurfaceSettings.outer_surface_only``) both tables are in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Float64Array, IntArray, Mask
from SyntheticCTLib.hounsfield import LOWEST_HU
from SyntheticCTLib.image.sampling import values_at
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface

#: Point arrays of a surface with these figures.
THICKNESS, DENSITY, TABLE = "thickness mm", "mean HU", "table"

#: Values of the array ``TABLE``.
OUTER, INNER, NEITHER = 1, 2, 0

#: Rays are followed so far into the bone, and looked at in these steps, mm.
_FARTHEST_MM, _STEP_MM = 25.0, 0.25

#: Marrow up to this wide lies between the tables, mm; beyond a wider gap the bone has ended.
_MARROW_MM = 5.0

#: A table faces away from the middle of the skull, or towards it, within this cosine.
_FACING = 0.5

#: Rays worked on at once.
_AT_ONCE = 20_000


@dataclass(frozen=True, eq=False)
class SkullMap:
    """Figures at each point of a bone surface; NaN where the bone does not end within 25 mm.

    Attributes:
        thickness_mm: straight through the bone from the point, both tables and marrow, mm, (n,).
        mean_hu: of what lies on that way, (n,).
        table: ``OUTER``, ``INNER`` or ``NEITHER``, (n,).
    """

    thickness_mm: Float32Array
    mean_hu: Float32Array
    table: IntArray

    def on(self, surface: BoneSurface) -> BoneSurface:
        """The surface that it was made of, with it as point arrays."""
        arrays = {THICKNESS: self.thickness_mm, DENSITY: self.mean_hu, TABLE: self.table}
        return surface.with_arrays(arrays)


def skull_map(volume: Volume, surface: BoneSurface, watch: Watch = UNWATCHED) -> SkullMap:
    """Thickness and density along a skull.

    Args:
        volume: HU, array [k, j, i].
        surface: of its bone.
        watch: told how far it is.

    Raises:
        Cancelled: a stop was asked for.
    """
    normals = meshes.point_normals(surface.points, surface.triangles)
    thickness, density = through_bone(
        volume, surface.points, -normals, surface.settings.threshold_hu, watch
    )
    away = surface.points - skull_middle(surface.points)
    away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    facing = np.einsum("ni,ni->n", normals, away)
    table = np.full(len(facing), NEITHER, np.uint8)
    table[facing > _FACING], table[facing < -_FACING] = OUTER, INNER
    table[_in_marrow(volume, surface, normals)] = NEITHER
    return SkullMap(thickness, density, table)


def _in_marrow(volume: Volume, surface: BoneSurface, normals: Float64Array) -> Mask:
    """Which points lie on a wall of marrow: bone is met again outside, (n,)."""
    away = np.arange(4 * _STEP_MM, _MARROW_MM, 2 * _STEP_MM)
    again = np.zeros(len(normals), bool)
    for mm in away.tolist():
        values = values_at(volume, surface.points + mm * normals, LOWEST_HU)
        again |= values >= surface.settings.threshold_hu
    return again


def through_bone(
    volume: Volume,
    starts: np.ndarray,
    inwards: np.ndarray,
    threshold_hu: float,
    watch: Watch = UNWATCHED,
) -> tuple[Float32Array, Float32Array]:
    """How far bone goes on from places on its surface, mm, and the mean HU of the way.

    Args:
        volume: HU, array [k, j, i].
        starts: places, LPS mm, (n, 3).
        inwards: unit vectors (n, 3).
        threshold_hu: of the surface.
        watch: told how far it is.

    Returns:
        Each (n,), NaN where the bone does not end within ``_FARTHEST_MM``.

    Raises:
        Cancelled: a stop was asked for.
    """
    along = np.arange(_STEP_MM, _FARTHEST_MM + _MARROW_MM, _STEP_MM, dtype=np.float32)
    thickness = np.full(len(starts), np.nan, np.float32)
    density = np.full(len(starts), np.nan, np.float32)
    for first in range(0, len(starts), _AT_ONCE):
        watch.report("measuring the skull", first / len(starts))
        part = slice(first, first + _AT_ONCE)
        places = starts[part, None, :] + along[None, :, None] * inwards[part, None, :]
        values = values_at(volume, places, LOWEST_HU)
        thickness[part], density[part] = _ends(values, along, threshold_hu)
    return thickness, density


def _ends(
    values: Float32Array, along: Float32Array, threshold_hu: float
) -> tuple[Float32Array, Float32Array]:
    """Where bone ends for good on each ray, mm, and its mean HU."""
    bone: Mask = values >= threshold_hu
    steps = np.arange(len(along))
    last_bone = np.maximum.accumulate(np.where(bone, steps, -1), axis=1)
    gone = steps - last_bone >= _MARROW_MM / _STEP_MM
    ended = gone.any(axis=1)
    end = np.take_along_axis(last_bone, gone.argmax(axis=1)[:, None], axis=1)[:, 0]
    rows = np.arange(len(values))
    here, there = values[rows, end.clip(0)], values[rows, (end + 1).clip(0, len(along) - 1)]
    between = np.clip((here - threshold_hu) / np.maximum(here - there, 1e-3), 0, 1)
    mm = np.where(end >= 0, along[end.clip(0)] + between * _STEP_MM, 0.0)
    sums = np.cumsum(values, axis=1)[rows, end.clip(0)]
    mean = np.where(end >= 0, sums / (end.clip(0) + 1), values[:, 0])
    known = ended & (mm <= _FARTHEST_MM)
    return (
        np.where(known, mm, np.nan).astype(np.float32),
        np.where(known, mean, np.nan).astype(np.float32),
    )


#: The middle of a skull lies so far below its top, mm; its sides are looked for in the part between
#: these depths below it.
_MIDDLE_MM, _SIDES_MM = 80.0, (20.0, 70.0)


def skull_middle(points: np.ndarray) -> Float64Array:
    """A place inside a skull from which the vault is all round: LPS mm, (3,).

    Args:
        points: of its surface, LPS mm, (n, 3).
    """
    top = float(np.percentile(points[:, 2], 99.9))
    depth = top - points[:, 2]
    sides = points[(depth > _SIDES_MM[0]) & (depth < _SIDES_MM[1])]
    sides = sides if len(sides) else points
    low, high = np.percentile(sides[:, :2], [0.5, 99.5], axis=0)
    x, y = (low + high) / 2
    return np.array([x, y, top - _MIDDLE_MM])
