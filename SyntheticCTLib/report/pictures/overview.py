"""One small picture of volumes side by side, to see at a glance whether a result makes sense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from SyntheticCTLib.colours.values import Colours
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.report.pictures.lettering import label_strip
from SyntheticCTLib.report.pictures.planes import square_pixels
from SyntheticCTLib.report.pictures.png import write_png

#: Pixels along the longer side of one plane of one volume.
TILE_PIXELS = 320

#: Dark line between two tiles, pixels.
GAP_PIXELS = 4


@dataclass(frozen=True)
class Column:
    """A volume of the picture.

    Attributes:
        volume: what to show. All columns of a picture have one grid.
        colours: turns values (rows, columns) into colours (rows, columns, 3), uint8.
        label: stands above it; "" for none.
    """

    volume: Volume
    colours: Colours
    label: str = ""


def write_overview(columns: Sequence[Column], path: str | Path) -> None:
    """Write a PNG with the middle axial, coronal and sagittal plane of every volume.

    A column a volume and a row a plane, in radiological view (patient's right on the left, head
    up), with square pixels.

    Args:
        columns: from left to right.
        path: the file to write, ``.png``.

    Raises:
        InputError: no volume is given, or the volumes have different grids.
        OSError: the file cannot be written.
    """
    if not columns:
        raise InputError("An overview needs at least one volume; got none.")
    first = columns[0].volume
    for column in columns[1:]:
        if not column.volume.grid.same(first.grid):
            raise InputError(
                f"An overview needs volumes of one grid; these are on "
                f"{first.grid.describe(origin=True)} and "
                f"{column.volume.grid.describe(origin=True)}."
            )
    tiles = [_tiles(column) for column in columns]
    if any(column.label for column in columns):
        tiles = [
            np.concatenate([label_strip(column.label, tile.shape[1]), tile])
            for column, tile in zip(columns, tiles, strict=True)
        ]
    picture = _beside(tiles, axis=1)
    write_png(picture, path)


def _tiles(column: Column) -> np.ndarray:
    """The three planes of a volume below each other, (rows, columns, 3)."""
    volume = to_orientation(column.volume, "LPS")
    k, j, i = (n // 2 for n in volume.array.shape)
    x, y, z = volume.spacing
    largest = max(n * s for n, s in zip(volume.size, volume.spacing, strict=True))
    pixel = largest / TILE_PIXELS
    planes = [
        square_pixels(volume.array[k], (x, y), pixel),
        square_pixels(volume.array[::-1, j], (x, z), pixel),
        square_pixels(volume.array[::-1, :, i], (y, z), pixel),
    ]
    width = max(plane.shape[1] for plane in planes)
    return _beside([_centred(column.colours(plane), width) for plane in planes], axis=0)


def _centred(tile: np.ndarray, width: int) -> np.ndarray:
    left = (width - tile.shape[1]) // 2
    return np.pad(tile, ((0, 0), (left, width - tile.shape[1] - left), (0, 0)))


def _beside(tiles: Sequence[np.ndarray], axis: int) -> np.ndarray:
    gap_shape = list(tiles[0].shape)
    gap_shape[axis] = GAP_PIXELS
    gap = np.zeros(gap_shape, np.uint8)
    parts = [part for tile in tiles for part in (gap, tile)]
    return np.concatenate(parts[1:], axis=axis)
