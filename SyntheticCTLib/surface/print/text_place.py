"""Where words fit on a surface: a place that is nearly flat, faces outwards, and lies open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.surface import mesh as meshes

#: The surface is looked at in so many places a mm², but no more than these.
_SAMPLES_A_MM2, _MOST_SAMPLES = 0.5, 60_000

#: So many places, and directions of writing at each, are tried.
_CANDIDATES, _DIRECTIONS = 150, 6

#: The surface under words faces their reader within this cosine, and lies within this of a plane,
#: mm; above it nothing lies up to so far, mm.
FACING = 0.6
BAND_MM = 5.0
_OPEN_MM = 15.0

#: The plane is that of the surface this far round a candidate, mm.
_NEAR_MM = 6.0

#: No cell of this size under the words is without surface, mm.
_CELL_MM = 5.0


@dataclass(frozen=True, eq=False)
class Frame:
    """A plane to write in.

    Attributes:
        middle: of the words, LPS mm.
        axes: rows are the direction of writing, that of up, and that towards the reader.
    """

    middle: Float64Array
    axes: Float64Array

    def of(self, points: np.ndarray) -> Float64Array:
        """Points (n, 3), LPS mm, as (along, up, towards the reader), mm."""
        placed: Float64Array = (points - self.middle) @ self.axes.T
        return placed


@dataclass(frozen=True, eq=False)
class _Samples:
    points: Float64Array
    normals: Float64Array


class TextPlaces:
    """Candidate places on a surface; the same ones for every size of words.

    Args:
        points: (n, 3), LPS mm.
        triangles: (m, 3), pointing outwards.
    """

    def __init__(self, points: np.ndarray, triangles: np.ndarray) -> None:
        rng = np.random.default_rng(0)
        twice = meshes.triangle_normals(points, triangles)
        length = np.linalg.norm(twice, axis=1)
        area = length.sum() / 2
        count = int(np.clip(area * _SAMPLES_A_MM2, 500, _MOST_SAMPLES))
        chosen = rng.choice(len(triangles), size=count, p=length / length.sum())
        share = rng.dirichlet(np.ones(3), size=count)
        places = np.einsum("rc,rci->ri", share, points[triangles[chosen]])
        self._all = _Samples(places, twice[chosen] / length[chosen, None])
        self._middles = rng.choice(count, size=min(count, _CANDIDATES), replace=False)

    def best(self, width_mm: float, height_mm: float) -> Frame | None:
        """The flattest place for words of this size; None where none is flat enough."""
        found: list[tuple[float, Frame]] = []
        for number in self._middles:
            found += self._at(int(number), width_mm, height_mm)
        return max(found, key=lambda one: one[0])[1] if found else None

    def _at(self, number: int, width_mm: float, height_mm: float) -> list[tuple[float, Frame]]:
        """How flat it is about one place in each direction of writing, where words fit."""
        away = np.linalg.norm(self._all.points - self._all.points[number], axis=1)
        alike = self._all.normals @ self._all.normals[number] > FACING
        normal = self._all.normals[(away < _NEAR_MM) & alike].mean(axis=0)
        normal /= np.linalg.norm(normal)
        reach = np.hypot(width_mm, height_mm) / 2 + _CELL_MM
        near = away < np.hypot(reach, _OPEN_MM)
        local = _Samples(self._all.points[near], self._all.normals[near])
        first = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
        first /= np.linalg.norm(first)
        second = np.cross(normal, first)
        found = []
        for angle in np.arange(_DIRECTIONS) * np.pi / _DIRECTIONS:
            along = np.cos(angle) * first + np.sin(angle) * second
            axes = np.stack([along, np.cross(normal, along), normal])
            frame = Frame(self._all.points[number], axes)
            flat = _flatness(local, frame, width_mm, height_mm)
            if flat is not None:
                found.append((flat, _upright(frame)))
        return found


def _flatness(samples: _Samples, frame: Frame, width_mm: float, height_mm: float) -> float | None:
    """Mean cosine between the surface under words and their plane; None where they do not fit."""
    placed = frame.of(samples.points)
    under = (np.abs(placed[:, 0]) <= width_mm / 2) & (np.abs(placed[:, 1]) <= height_mm / 2)
    off = placed[under, 2]
    facing = samples.normals[under] @ frame.axes[2]
    band, back = np.abs(off) <= BAND_MM, facing < -FACING
    front = band & ~back
    hidden = (off > BAND_MM) & (off <= _OPEN_MM)
    if hidden.any() or not front.any() or facing[front].min() < FACING:
        return None
    # The back of a thin plate is no hindrance; one layer before another is.
    if (band & back).any() and off[band & back].max() >= off[front].min():
        return None
    shape = [max(1, int(np.ceil(size / _CELL_MM))) for size in (width_mm, height_mm)]
    limits = [(-width_mm / 2, width_mm / 2), (-height_mm / 2, height_mm / 2)]
    counts = np.histogramdd(placed[under][front, :2], bins=shape, range=limits)[0]
    return None if counts.min() == 0 else float(facing[front].mean())


def _upright(frame: Frame) -> Frame:
    """The same place with words that do not stand on their head, where the patient stands."""
    along, up, towards = frame.axes
    upside_down = up[2] < -0.1 or (abs(up[2]) <= 0.1 and along[2] < 0)
    return Frame(frame.middle, np.stack([-along, -up, towards])) if upside_down else frame
