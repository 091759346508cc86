"""Where the tiles lie: over the body, with overlap, none where there is nothing to predict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from SyntheticCTLib.models.metadata import Shape, TileSteps, Tiling

Tile = tuple[slice, slice, slice]

#: Share of a tile that is laid around the body, so that skin is not predicted from a tile's very
#: edge.
MARGIN = 1 / 16

#: Tiles are longer than a network's own only where at least this share of the work is spared.
LEAST_SPARED = 0.05


@dataclass(frozen=True)
class TileGrid:
    """The tiles of one array.

    Attributes:
        tiles: the tiles to predict, as slices of [k, j, i].
        skipped: how many tiles of the whole array are not predicted, for they see no body.
    """

    tiles: list[Tile]
    skipped: int


def tile_starts(length: int, patch: int, overlap: float, how: TileSteps = "even") -> list[int]:
    """Starts of the tiles along one axis: the first at 0, the last at the end.

    "even": evenly spread; the number is the least whose steps are at most
    ``patch * (1 - overlap)``, as in nnU-Net. "fixed": steps of just that, rounded down, and the
    last tile moved back to the end, as in MONAI; "end" likewise, of an image that was filled up.

    Args:
        length: voxels along the axis, at least ``patch``.
        patch: voxels of a tile along the axis.
        overlap: share of a tile that the next one covers too, 0 to less than 1.
        how: see above.
    """
    if how != "even":
        step = fixed_step(patch, overlap)
        return [*range(0, length - patch, step), length - patch]
    longest_step = max(1.0, patch * (1 - overlap))
    last = length - patch
    steps = math.ceil(last / longest_step)
    return [round(last * n / steps) for n in range(steps + 1)] if steps else [0]


def fixed_step(patch: int, overlap: float) -> int:
    """Voxels from one tile to the next where all steps but the last are of one length."""
    return max(1, int(patch * (1 - overlap)))


def lay_tiles(mask: np.ndarray, patch: Shape, tiling: Tiling) -> TileGrid:
    """Tiles over a mask: slabs along k, in each slab rows along j, in each row tiles along i.

    Slabs, rows and tiles each begin and end where their own part of the mask does, so that a bent
    or thin limb takes no more of them than it fills. Tiles that see nothing of it are left out.

    Args:
        mask: where a prediction is wanted, [k, j, i], bool; each side at least the tile's.
        patch: shape of a tile, (k, j, i).
        tiling: how far they overlap, and where they lie along an axis.
    """
    tiles = [
        (k, j, i)
        for k in _along(mask, 0, patch, tiling)
        for j in _along(mask[k], 1, patch, tiling)
        for i in _along(mask[k, j], 2, patch, tiling)
        if mask[k, j, i].any()
    ]
    whole = math.prod(
        len(tile_starts(length, side, tiling.overlap, tiling.steps))
        for length, side in zip(mask.shape, patch, strict=True)
    )
    return TileGrid(tiles, max(0, whole - len(tiles)))


def fitting_tile(mask: np.ndarray, patch: Shape, divisor: Shape, tiling: Tiling) -> Shape:
    """The tile with which the fewest voxels are computed over a mask.

    Args:
        mask: where a prediction is wanted, [k, j, i], bool.
        patch: the shortest tile, (k, j, i), multiples of ``divisor``.
        divisor: what its sides are multiples of.
        tiling: how tiles overlap and lie. No side is longer than its ``longest``, unless ``patch``
            is.

    Returns:
        (k, j, i); ``patch`` itself where longer ones hardly spare anything.
    """
    best, fewest = patch, (1 - LEAST_SPARED) * _voxels(mask, patch, tiling)
    sides = zip(patch, tiling.longest or patch, divisor, strict=True)
    for k, j, i in product(*(range(a, max(a, b) + 1, by) for a, b, by in sides)):
        voxels = _voxels(mask, (k, j, i), tiling)
        if voxels < fewest:
            best, fewest = (k, j, i), voxels
    return best


def _voxels(mask: np.ndarray, patch: Shape, tiling: Tiling) -> int:
    """What all tiles over a mask hold."""
    padded = np.pad(mask, pad_to(mask.shape, patch))
    return len(lay_tiles(padded, patch, tiling).tiles) * math.prod(patch)


def _along(mask: np.ndarray, axis: int, patch: Shape, tiling: Tiling) -> list[slice]:
    """Tiles along one axis over what is filled of a mask, and a margin; none if nothing is."""
    side, length = patch[axis], mask.shape[axis]
    others = tuple(other for other in range(mask.ndim) if other != axis)
    found = np.flatnonzero(mask.any(axis=others))
    if not found.size:
        return []
    margin = round(side * MARGIN)
    low = max(int(found[0]) - margin, 0)
    high = min(int(found[-1]) + 1 + margin, length)
    lack = max(0, side - (high - low))
    low = min(max(0, low - lack // 2), length - max(side, high - low))
    high = max(high, low + side)
    starts = tile_starts(high - low, side, tiling.overlap, tiling.steps)
    return [slice(low + start, low + start + side) for start in starts]


def pad_to(shape: Sequence[int], patch: Shape) -> list[tuple[int, int]]:
    """What to add before and after each axis so that a tile fits, as ``numpy.pad`` takes it.

    Args:
        shape: of the array, (k, j, i).
        patch: shape of a tile, (k, j, i).
    """
    lacking = [max(0, side - length) for length, side in zip(shape, patch, strict=True)]
    return [(lack // 2, lack - lack // 2) for lack in lacking]


def fit_to_divisor(patch: Sequence[int], divisor: Shape) -> Shape:
    """The smallest tile that holds ``patch`` and whose sides are multiples of ``divisor``."""
    k, j, i = (math.ceil(side / unit) * unit for side, unit in zip(patch, divisor, strict=True))
    return k, j, i
