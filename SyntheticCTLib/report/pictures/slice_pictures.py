"""Slices of input, sCT, CT and difference side by side, and the worst place close up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.colours.values import CT_WINDOW, Colours, grey, grey_of_mr, red_below_blue_above
from SyntheticCTLib.evaluation.difference import DIFFERENCE_LIMIT_HU
from SyntheticCTLib.evaluation.source_image import SourceImage
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.boxes import box_of
from SyntheticCTLib.report.pictures.drawing import circle, draw_lines
from SyntheticCTLib.report.pictures.overview import Column
from SyntheticCTLib.report.pictures.planes import VIEWS, Plane
from SyntheticCTLib.surface.make.bone_surface import BoneSurface

#: Colours of the bone contours of CT and sCT (Okabe and Ito 2008, safe for colour-blindness).
CT_CONTOUR = (86, 180, 233)
SCT_CONTOUR = (240, 159, 0)

#: Longest side of a tile in a row of slices, and side of a close-up, pixels.
_TILE_PIXELS = 420
_CLOSE_UP_PIXELS = 440

#: What a close-up shows, mm, and the ring around the place.
CLOSE_UP_MM = 70.0
_RING_MM = 7.0

#: Room around the region in a row of slices, mm, and white between tiles, pixels.
_MARGIN_MM = 8.0
_GAP = 6


@dataclass(frozen=True, eq=False)
class Row:
    """A picture of one plane.

    Attributes:
        view: "axial", "coronal" or "sagittal".
        slice_number: number of the plane in the volume turned to LPS, from 1.
        place_mm: where the plane lies along its axis at the middle of the grid, LPS mm.
        picture: (rows, columns, 3), uint8.
    """

    view: str
    slice_number: int
    place_mm: float
    picture: np.ndarray


class SlicePictures:
    """Draws planes of the images of a comparison.

    Args:
        sct: synthetic CT, HU.
        ct: real CT on the same grid.
        difference: sCT minus CT, HU.
        source: what the sCT was made from, or None.
        region: bool ``[k, j, i]``; pictures are cropped to it.
        window: black and white, HU.
    """

    def __init__(
        self,
        sct: Volume,
        ct: Volume,
        difference: Volume,
        source: SourceImage | None,
        region: np.ndarray,
        window: tuple[float, float] = CT_WINDOW,
    ) -> None:
        hounsfield = grey(*window)
        colours = red_below_blue_above(DIFFERENCE_LIMIT_HU)
        columns = [(sct, hounsfield), (ct, hounsfield), (difference, colours)]
        if source is not None:
            columns.insert(0, shown_source(source, hounsfield))
        self._columns = [Column(to_orientation(volume, "LPS"), c) for volume, c in columns]
        self._sct, self._ct = self._columns[-3], self._columns[-2]
        self._grid = self._sct.volume
        inside = to_orientation(sct.with_array(region.astype(np.uint8)), "LPS").array
        box = box_of(inside if inside.any() else np.ones_like(inside))[::-1]
        self._low = np.array([side.start for side in box], float)
        self._high = np.array([side.stop - 1 for side in box], float)

    @property
    def middle(self) -> tuple[float, float, float]:
        """The middle of the region, LPS mm."""
        return self._place((self._low + self._high) / 2)

    def at_height(self, share: float) -> tuple[float, float, float]:
        """The middle of the region, but at a share of its height from its lower end, LPS mm."""
        index = (self._low + self._high) / 2
        index[2] = self._low[2] + share * (self._high[2] - self._low[2])
        return self._place(index)

    def row(self, view: str, place: tuple[float, float, float]) -> Row:
        """All images in the plane nearest to a place, side by side, cropped to the region."""
        extent = (self._high - self._low + 1) * self._grid.spacing + 2 * _MARGIN_MM
        plane = Plane.through(view, self._grid, place, float(extent.max()) / _TILE_PIXELS)
        crop = self._crop(plane)
        tiles = [column.colours(plane.values(column.volume)[crop]) for column in self._columns]
        return self._row(plane, _joined(tiles, axis=1))

    def close_up(
        self, view: str, place: tuple[float, float, float], surfaces: list[BoneSurface]
    ) -> Row:
        """CT above sCT around a place, which a ring marks, with the contours of [CT, sCT]."""
        pixel_mm = CLOSE_UP_MM / _CLOSE_UP_PIXELS
        plane = Plane.through(view, self._grid, place, pixel_mm)
        (column, row), _ = (found[0] for found in plane.pixels(np.array([place])))
        half = _CLOSE_UP_PIXELS // 2
        corner = np.array([round(column) - half, round(row) - half])
        tiles = []
        for image in (self._ct, self._sct):
            tile = _window(image.colours(plane.values(image.volume)), corner)
            for surface, colour in zip(surfaces, (CT_CONTOUR, SCT_CONTOUR), strict=True):
                lines = plane.outline(surface.points, surface.triangles) - corner
                near = ((lines > -half) & (lines < 3 * half)).all(axis=(1, 2))
                draw_lines(tile, lines[near], colour, width=2.2)
            ring = circle((column - corner[0], row - corner[1]), _RING_MM / pixel_mm)
            draw_lines(tile, ring, (255, 255, 255), width=1.6)
            tiles.append(tile)
        return self._row(plane, _joined(tiles, axis=0))

    def _row(self, plane: Plane, picture: np.ndarray) -> Row:
        axis = VIEWS[plane.view][0]
        index = (np.array(self._grid.size) - 1) / 2
        index[axis] = plane.index
        return Row(plane.view, plane.index + 1, self._place(index)[axis], picture)

    def _crop(self, plane: Plane) -> tuple[slice, slice]:
        """Rows and columns of the region in a plane's picture."""
        corners = np.array([self._place(self._low), self._place(self._high)])
        pixels, _ = plane.pixels(corners)
        room = _MARGIN_MM / plane.pixel_mm
        low = np.maximum(np.floor(pixels.min(axis=0) - room), 0).astype(int)
        high = np.ceil(pixels.max(axis=0) + room).astype(int)
        return slice(low[1], high[1]), slice(low[0], high[0])

    def _place(self, index: np.ndarray) -> tuple[float, float, float]:
        x, y, z = self._grid.affine[:3, :3] @ index + self._grid.affine[:3, 3]
        return float(x), float(y), float(z)


def shown_source(source: SourceImage, hounsfield: Colours) -> tuple[Volume, Colours]:
    """A CBCT on the scale of HU like the CTs; an MR, which has no unit, in greys of its own."""
    shown = source.kind.on_scale(source.volume)
    return shown, hounsfield if source.kind.in_hounsfield else grey_of_mr(shown)


def _window(picture: np.ndarray, corner: np.ndarray) -> np.ndarray:
    """A square of ``_CLOSE_UP_PIXELS`` from (column, row) on; dark grey beyond the picture."""
    result = np.full((_CLOSE_UP_PIXELS, _CLOSE_UP_PIXELS, 3), 60, np.uint8)
    left, top = (int(n) for n in corner)
    rows = slice(max(top, 0), max(min(top + _CLOSE_UP_PIXELS, picture.shape[0]), 0))
    columns = slice(max(left, 0), max(min(left + _CLOSE_UP_PIXELS, picture.shape[1]), 0))
    part = picture[rows, columns]
    down, right = rows.start - top, columns.start - left
    result[down : down + part.shape[0], right : right + part.shape[1]] = part
    return result


def _joined(tiles: list[np.ndarray], axis: int) -> np.ndarray:
    """Tiles of one size below (axis 0) or beside (axis 1) each other."""
    shape = list(tiles[0].shape)
    shape[axis] = _GAP
    gap = np.full(shape, 255, np.uint8)
    parts = [part for tile in tiles for part in (gap, tile)]
    return np.concatenate(parts[1:], axis=axis)
