"""Where the tiles lie: over the body, with overlap, none where there is nothing to predict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.models.metadata import Shape

Tile = tuple[slice, slice, slice]

#: Share of a tile that is laid around the body, so that skin is not predicted from a tile's very
#: edge.
MARGIN = 1 / 16


@dataclass(frozen=True)
class TileGrid:
    """The tiles of one array.

    Attributes:
        tiles: the tiles to predict, as slices of [k, j, i].
        skipped: how many tiles of the whole array are not predicted, for they see no body.
    """

    tiles: list[Tile]
    skipped: int


def check_overlap(overlap: float) -> None:
    """Refuse an overlap with which tiles would not advance.

    Raises:
        InputError: it is negative, or 1 or more.
    """
    if not 0 <= overlap < 1:
        raise InputError(f"Overlap must be at least 0 and less than 1; got {overlap}.")


def tile_starts(length: int, patch: int, overlap: float) -> list[int]:
    """Starts of the tiles along one axis: evenly spread, the first at 0, the last at the end.

    The number is the least whose steps are at most ``patch * (1 - overlap)``, as in nnU-Net.

    Args:
        length: voxels along the axis, at least ``patch``.
        patch: voxels of a tile along the axis.
        overlap: share of a tile that the next one covers too, 0 to less than 1.
    """
    longest_step = max(1.0, patch * (1 - overlap))
    last = length - patch
    steps = math.ceil(last / longest_step)
    return [round(last * n / steps) for n in range(steps + 1)] if steps else [0]


def lay_tiles(mask: np.ndarray, patch: Shape, overlap: float) -> TileGrid:
    """Tiles over the box around a mask; tiles that see nothing of the mask are left out.

    Args:
        mask: where a prediction is wanted, [k, j, i], bool; each side at least the tile's.
        patch: shape of a tile, (k, j, i).
        overlap: share of a tile that its neighbour covers too, 0 to less than 1.
    """
    starts = [
        [low + start for start in tile_starts(high - low, side, overlap)]
        for (low, high), side in zip(_box(mask, patch), patch, strict=True)
    ]
    laid = [_tile(corner, patch) for corner in product(*starts)]
    tiles = [tile for tile in laid if mask[tile].any()]
    whole = math.prod(
        len(tile_starts(length, side, overlap))
        for length, side in zip(mask.shape, patch, strict=True)
    )
    return TileGrid(tiles, max(0, whole - len(tiles)))


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


def _tile(corner: Sequence[int], patch: Shape) -> Tile:
    k, j, i = (slice(start, start + side) for start, side in zip(corner, patch, strict=True))
    return k, j, i


def _box(mask: np.ndarray, patch: Shape) -> list[tuple[int, int]]:
    """First and past-last voxel along each axis of the box to cover; at least a tile long."""
    k, j, i = (round(side * MARGIN) for side in patch)
    box = []
    for found, side, length in zip(box_of(mask, (k, j, i)), patch, mask.shape, strict=True):
        low, high = found.start, found.stop
        lack = max(0, side - (high - low))
        low = min(max(0, low - lack // 2), length - max(side, high - low))
        box.append((low, max(high, low + side)))
    return box
