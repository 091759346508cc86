"""The upright cylinder that a cone-beam CT sees, and how deep in it a place lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Float64Array
from SyntheticCTLib.image.resampling import onto_grid, to_orientation
from SyntheticCTLib.image.volume import Volume

#: A disk takes pi / 4 of its box; a grid that is seen whole takes all of it.
_ROUND_SHARE = 0.95


@dataclass(frozen=True)
class Cylinder:
    """The field of view of a scan, LPS axes, mm.

    Attributes:
        centre: (x, y) of its axis.
        radius: of it; half the grid's diagonal where nothing is cut out.
        middle, half_height: along z.
    """

    centre: tuple[float, float]
    radius: float
    middle: float
    half_height: float

    def depth(self, x: Float64Array, y: Float64Array) -> Float64Array:
        """How far below the rim places lie, mm; 0 outside."""
        away = np.hypot(x - self.centre[0], y - self.centre[1])
        return np.clip(self.radius - away, 0, None)

    def azimuth(self, x: Float64Array, y: Float64Array) -> Float64Array:
        """In which direction from the axis places lie, rad."""
        return np.arctan2(y - self.centre[1], x - self.centre[0])

    def height(self, z: Float64Array) -> Float64Array:
        """Places along the axis, from -1 to 1."""
        return np.clip((z - self.middle) / self.half_height, -1, 1)


def cylinder_of(seen: Volume) -> Cylinder:
    """The cylinder that a field of view is.

    Args:
        seen: bool ``[k, j, i]``, not empty, axes along LPS.
    """
    across = np.asarray(seen.array.any(axis=0))
    found = (
        np.flatnonzero(across.any(axis=0)),
        np.flatnonzero(across.any(axis=1)),
        np.flatnonzero(seen.array.any(axis=(1, 2))),
    )
    x, y, z = (
        origin + spacing * (places[0] + places[-1]) / 2
        for origin, spacing, places in zip(seen.origin, seen.spacing, found, strict=True)
    )
    width, depth, height = (
        spacing * (places[-1] - places[0] + 1)
        for spacing, places in zip(seen.spacing, found, strict=True)
    )
    is_round = across.sum() < _ROUND_SHARE * len(found[0]) * len(found[1])
    radius = max(width, depth) / 2 if is_round else float(np.hypot(width, depth)) / 2
    return Cylinder((float(x), float(y)), float(radius), float(z), float(height) / 2)


def depth_below_rim(seen: Volume) -> Float32Array:
    """How far every voxel lies below the rim of a field of view, mm, ``[k, j, i]``.

    Args:
        seen: the field, bool ``[k, j, i]``, not empty, any grid.
    """
    turned = to_orientation(seen, "LPS")
    cylinder = cylinder_of(turned)
    x, y, _ = places_of(turned)
    plane = cylinder.depth(x[None, :], y[:, None]).astype(np.float32)
    depth = turned.with_array(np.broadcast_to(plane, turned.array.shape))
    back: Float32Array = onto_grid(depth, seen, interpolation="nearest", outside=0.0).array
    return back


def places_of(volume: Volume) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Where the voxels of a volume with axes along LPS lie: x, y and z, mm, each 1-D."""
    x, y, z = (
        volume.origin[n] + volume.spacing[n] * np.arange(volume.size[n], dtype=float)
        for n in range(3)
    )
    return x, y, z
