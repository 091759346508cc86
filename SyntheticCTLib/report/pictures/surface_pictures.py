"""The bone surfaces from several sides, coloured by distance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from SyntheticCTLib.colours.distance import distance_colours
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.report.pictures.drawing import draw_lines
from SyntheticCTLib.report.pictures.shading import CAMERAS, shaded_picture
from SyntheticCTLib.surface import mesh as meshes
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.measure.comparison import COUNTED, DISTANCE

#: Pixels along the longest side of the surface.
_PIXELS = 720

#: White around a surface, pixels.
_MARGIN = 14

_BAR_COLOUR = (40, 44, 52)


def surface_pictures(
    surface: BoneSurface, *, tolerance_mm: float, watch: Watch = UNWATCHED
) -> Iterator[tuple[str, np.ndarray]]:
    """Pictures of a compared surface by the side that it is seen from, all of one scale and size.

    Args:
        surface: with the point arrays of a comparison.
        tolerance_mm: where the colour steps.
    """
    distance = meshes.point_array(surface.mesh, DISTANCE)
    counted = meshes.point_array(surface.mesh, COUNTED)
    if distance is None or counted is None:
        raise ValueError("The surface has not been compared with another.")
    colours = distance_colours(distance, counted, tolerance_mm)
    points, triangles = surface.points, surface.triangles
    extent = float(np.ptp(points, axis=0).max())
    pixel_mm = max(extent, 1.0) / _PIXELS
    for camera in CAMERAS:
        picture = shaded_picture(points, triangles, colours, camera, pixel_mm=pixel_mm, watch=watch)
        yield camera.name, _framed(picture, points, pixel_mm)


def scale_bar_mm(extent_mm: float) -> float:
    """A round length between a tenth and a quarter of an extent, mm."""
    power = 10.0 ** np.floor(np.log10(max(extent_mm, 1e-3) / 4))
    return float(max(step * power for step in (1, 2, 5) if step * power <= extent_mm / 4))


def _framed(picture: np.ndarray, points: np.ndarray, pixel_mm: float) -> np.ndarray:
    """The picture in the middle of a frame that suits every side, over a scale bar."""
    across, along, up = np.ptp(points, axis=0) / pixel_mm
    width = int(max(across, along)) + 1 + 2 * _MARGIN
    height = int(up) + 1 + 2 * _MARGIN
    frame = np.full((height + 2 * _MARGIN, width, 3), 255, np.uint8)
    left = (width - picture.shape[1]) // 2
    frame[_MARGIN : _MARGIN + picture.shape[0], left : left + picture.shape[1]] = picture
    length = scale_bar_mm(float(np.ptp(points, axis=0).max())) / pixel_mm
    row, start = frame.shape[0] - _MARGIN, _MARGIN
    draw_lines(frame, np.array([[[start, row], [start + length, row]]]), _BAR_COLOUR, width=4)
    return frame
