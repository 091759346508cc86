"""Where words fit on a surface: a place that is nearly flat, faces outwards, and lies open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.progress import UNWATCHED, Watch
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

#: Words are no longer than twice this, mm.
_REACH_MM = 80.0

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
class _Candidate:
    """A place, and the surface round it as it lies in its plane.

    Attributes:
        frame: written along one direction of the plane.
        along, up, off: places of samples, mm (n,); ``off`` the plane, towards the reader.
        facing: cosine between their normals and the plane's (n,).
        away: distance from the middle within the plane, mm (n,).
    """

    frame: Frame
    along: Float64Array
    up: Float64Array
    off: Float64Array
    facing: Float64Array
    away: Float64Array


class TextPlaces:
    """Candidate places on a surface; the same ones for every size of words.

    Args:
        points: (n, 3), LPS mm.
        triangles: (m, 3), pointing outwards.
        watch: asked at each candidate whether to stop.

    Raises:
        Cancelled: a stop was asked for.
    """

    def __init__(self, points: np.ndarray, triangles: np.ndarray, watch: Watch = UNWATCHED) -> None:
        rng = np.random.default_rng(0)
        twice = meshes.triangle_normals(points, triangles)
        length = np.linalg.norm(twice, axis=1)
        area = length.sum() / 2
        count = int(np.clip(area * _SAMPLES_A_MM2, 500, _MOST_SAMPLES))
        chosen = rng.choice(len(triangles), size=count, p=length / length.sum())
        share = rng.dirichlet(np.ones(3), size=count)
        places = np.einsum("rc,rci->ri", share, points[triangles[chosen]])
        normals = twice[chosen] / length[chosen, None]
        self._watch = watch
        self._candidates = []
        for number in rng.choice(count, size=min(count, _CANDIDATES), replace=False).tolist():
            watch.check()
            self._candidates.append(_candidate(places, normals, number))

    def best(self, width_mm: float, height_mm: float) -> Frame | None:
        """The flattest place for words of this size; None where none is flat enough."""
        found: list[tuple[float, Frame]] = []
        for one in self._candidates:
            self._watch.check()
            # Whatever the direction, words cover this disc: most places are out at once.
            if _flatness(one, one.away <= min(width_mm, height_mm) / 2) is None:
                continue
            for angle in np.arange(_DIRECTIONS) * np.pi / _DIRECTIONS:
                found += _written(one, float(angle), width_mm, height_mm)
        return max(found, key=lambda one: one[0])[1] if found else None


def _candidate(places: np.ndarray, normals: np.ndarray, number: int) -> _Candidate:
    distance = np.linalg.norm(places - places[number], axis=1)
    alike = normals @ normals[number] > FACING
    normal = normals[(distance < _NEAR_MM) & alike].mean(axis=0)
    normal /= np.linalg.norm(normal)
    first = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    first /= np.linalg.norm(first)
    frame = Frame(places[number], np.stack([first, np.cross(normal, first), normal]))
    near = distance < _REACH_MM
    along, up, off = frame.of(places[near]).T
    between = (off >= -BAND_MM) & (off <= _OPEN_MM)
    along, up, off = along[between], up[between], off[between]
    facing = normals[near][between] @ normal
    return _Candidate(frame, along, up, off, facing, np.hypot(along, up))


def _written(
    one: _Candidate, angle: float, width_mm: float, height_mm: float
) -> list[tuple[float, Frame]]:
    """How flat it is under words in one direction, and their frame; nothing where they fit not."""
    cosine, sine = np.cos(angle), np.sin(angle)
    across = cosine * one.along + sine * one.up
    upwards = cosine * one.up - sine * one.along
    under = (np.abs(across) <= width_mm / 2) & (np.abs(upwards) <= height_mm / 2)
    flat = _flatness(one, under)
    if flat is None:
        return []
    shape = [max(1, int(np.ceil(size / _CELL_MM))) for size in (width_mm, height_mm)]
    limits = [(-width_mm / 2, width_mm / 2), (-height_mm / 2, height_mm / 2)]
    front = under & (one.facing >= FACING)
    placed = np.stack([across[front], upwards[front]], axis=1)
    if np.histogramdd(placed, bins=shape, range=limits)[0].min() == 0:
        return []
    first, second, normal = one.frame.axes
    axes = np.stack([cosine * first + sine * second, cosine * second - sine * first, normal])
    return [(flat, _upright(Frame(one.frame.middle, axes)))]


def _flatness(one: _Candidate, under: np.ndarray) -> float | None:
    """Mean cosine between the surface of a region and the plane; None where words do not fit."""
    off, facing = one.off[under], one.facing[under]
    band, back = np.abs(off) <= BAND_MM, facing < -FACING
    front = band & ~back
    if not band.all() or not front.any() or facing[front].min() < FACING:
        return None
    # The back of a thin plate is no hindrance; one layer before another is.
    if back.any() and off[back].max() >= off[front].min():
        return None
    return float(facing[front].mean())


def _upright(frame: Frame) -> Frame:
    """The same place with words that do not stand on their head, where the patient stands."""
    along, up, towards = frame.axes
    upside_down = up[2] < -0.1 or (abs(up[2]) <= 0.1 and along[2] < 0)
    return Frame(frame.middle, np.stack([-along, -up, towards])) if upside_down else frame
