"""Smooth lines on pictures."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Float64Array, IntArray

#: Places per pixel of length at which a line is put down: close enough for an even edge.
_PLACES_PER_PIXEL = 3.0


def draw_lines(
    picture: np.ndarray,
    segments: np.ndarray,
    colour: tuple[int, int, int],
    *,
    width: float = 1.6,
) -> None:
    """Draw line segments with soft edges, in place; what lies outside the picture is cut off.

    Args:
        picture: (rows, columns, 3), uint8.
        segments: (m, 2, 2), (column, row) of both ends; pixel middles are at halves.
        colour: red, green, blue, 0 to 255.
        width: in pixels.
    """
    if not len(segments):
        return
    cover = _cover(picture.shape[:2], _places(segments), width)
    mixed = picture + cover[..., None] * (np.array(colour) - picture.astype(np.float32))
    picture[...] = np.rint(mixed).astype(np.uint8)


def circle(centre: tuple[float, float], radius: float) -> np.ndarray:
    """A circle as segments (m, 2, 2) around (column, row), in pixels."""
    angles = np.linspace(0.0, 2 * np.pi, 61)
    points = np.array(centre) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.stack([points[:-1], points[1:]], axis=1)


def _places(segments: Float64Array) -> Float64Array:
    """Places (n, 2) along all segments."""
    lengths = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1)
    counts = np.maximum(1, np.ceil(lengths * _PLACES_PER_PIXEL)).astype(int)
    owner: IntArray = np.repeat(np.arange(len(segments)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    share: Float64Array = ((np.arange(len(owner)) - first + 0.5) / counts[owner])[:, None]
    start, end = segments[:, 0][owner], segments[:, 1][owner]
    return start * (1 - share) + end * share


def _cover(shape: tuple[int, int], places: np.ndarray, width: float) -> np.ndarray:
    """How much of each pixel (rows, columns) discs around the places cover, 0 to 1."""
    cover = np.zeros(shape, np.float32)
    reach = int(np.ceil(width / 2 + 0.5))
    nearest = np.floor(places).astype(int)
    for right in range(-reach, reach + 1):
        for down in range(-reach, reach + 1):
            pixel = nearest + np.array([right, down])
            inside = ((pixel >= 0) & (pixel < shape[::-1])).all(axis=1)
            apart = np.linalg.norm(pixel[inside] + 0.5 - places[inside], axis=1)
            share = np.clip(width / 2 + 0.5 - apart, 0.0, 1.0).astype(np.float32)
            np.maximum.at(cover, (pixel[inside, 1], pixel[inside, 0]), share)
    return cover
