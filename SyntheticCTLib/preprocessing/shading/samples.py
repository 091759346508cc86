"""What a shading field is estimated from: means over small blocks of a scan."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from SyntheticCTLib.arrays import Float64Array, Mask
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.shading.cylinder import Cylinder, places_of

#: Blocks this wide across and this high, mm, still show fat beside muscle: along the patient both
#: go on, and noise does not. Near the rim, where values rise by hundreds of HU in a few mm, they
#: are one voxel wide and as high.
_BLOCK_MM, _HIGH_MM = 5.0, 12.0
_RIM_MM = 12.0

#: So many blocks say all there is to be said of a smooth field.
_INNER, _OUTER = 5000, 3000


@dataclass(frozen=True, eq=False)
class Samples:
    """Blocks of a scan, each array [block].

    Attributes:
        grey: mean grey value.
        x, y, z: where, mm.
        depth: below the rim, mm.
    """

    grey: Float64Array
    x: Float64Array
    y: Float64Array
    z: Float64Array
    depth: Float64Array

    def where(self, chosen: np.ndarray | slice) -> Samples:
        """Some of them."""
        return Samples(**{one.name: getattr(self, one.name)[chosen] for one in fields(self)})

    def with_grey(self, grey: Float64Array) -> Samples:
        """The same places with other values."""
        return Samples(grey, self.x, self.y, self.z, self.depth)


def samples_of(volume: Volume, seen: Mask, cylinder: Cylinder) -> Samples:
    """Blocks of a scan, drawn by a fixed seed.

    Args:
        volume: axes along LPS, array ``[k, j, i]``.
        seen: its field of view.
        cylinder: that field.
    """
    sides = (_HIGH_MM, _BLOCK_MM, _BLOCK_MM)
    wide = [
        min(max(round(mm / spacing), 1), size)
        for mm, spacing, size in zip(sides, volume.spacing[::-1], volume.array.shape, strict=True)
    ]
    inner = _blocks(volume, seen, cylinder, (wide[0], wide[1], wide[2]), _INNER, rim=False)
    outer = _blocks(volume, seen, cylinder, (wide[0], 1, 1), _OUTER, rim=True)
    return Samples(
        *(
            np.concatenate([getattr(part, one.name) for part in (inner, outer)])
            for one in fields(Samples)
        )
    )


def _blocks(
    volume: Volume,
    seen: Mask,
    cylinder: Cylinder,
    size: tuple[int, int, int],
    most: int,
    *,
    rim: bool,
) -> Samples:
    sums, counts = _summed(np.where(seen, volume.array, 0), size), _summed(seen, size)
    x, y, z = (
        places[0] + step * ((np.arange(n) + 0.5) * k - 0.5)
        for places, step, n, k in zip(
            places_of(volume), volume.spacing, sums.shape[::-1], size[::-1], strict=True
        )
    )
    depth = cylinder.depth(x[None, :], y[:, None])
    wanted = (depth <= _RIM_MM) if rim else (depth > _RIM_MM)
    k, j, i = np.nonzero((counts > 0.5 * np.prod(size)) & wanted)
    drawn = np.random.default_rng(0).permutation(len(k))[:most]
    k, j, i = k[drawn], j[drawn], i[drawn]
    return Samples(sums[k, j, i] / counts[k, j, i], x[i], y[j], z[k], depth[j, i])


def _summed(array: np.ndarray, size: tuple[int, int, int]) -> Float64Array:
    padding = [(0, -n % k) for n, k in zip(array.shape, size, strict=True)]
    padded = np.pad(array.astype(np.float64), padding)
    k, j, i = (n // step for n, step in zip(padded.shape, size, strict=True))
    blocks = padded.reshape(k, size[0], j, size[1], i, size[2])
    sums: Float64Array = blocks.sum(axis=(1, 3, 5))
    return sums
