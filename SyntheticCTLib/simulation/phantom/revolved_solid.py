"""Solids of revolution whose profile is made of segments and arcs: signed distance in closed form.

The nearest surface point of a solid of revolution lies in the half-plane through the axis and the
query point, so the distance in space equals the distance to the profile curve in that half-plane,
and the latter is exact for segments and circular arcs. Nothing is sampled and nothing iterates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, pi, sin, sqrt

import numpy as np

Point2 = tuple[float, float]


@dataclass(frozen=True)
class Segment:
    """A straight piece of a profile, from ``start`` to ``end``, each (radius, height) in mm.

    Heights increase along the piece, so that the outside lies to its right.
    """

    start: Point2
    end: Point2

    @property
    def heights(self) -> tuple[float, float]:
        """Lowest and highest height, mm."""
        return self.start[1], self.end[1]

    @property
    def volume(self) -> float:
        """Volume between the axis and the piece (a frustum of a cone), mm³."""
        (r0, z0), (r1, z1) = self.start, self.end
        return pi / 3 * (z1 - z0) * (r0 * r0 + r0 * r1 + r1 * r1)

    @property
    def largest_radius(self) -> float:
        """Largest distance from the axis, mm."""
        return max(self.start[0], self.end[0])

    def distance(self, radius: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Unsigned distance of points (radius, height) to the piece, mm."""
        (r0, z0), (r1, z1) = self.start, self.end
        dr, dz = r1 - r0, z1 - z0
        along = ((radius - r0) * dr + (height - z0) * dz) / (dr * dr + dz * dz)
        along = np.clip(along, 0.0, 1.0)
        return np.hypot(radius - (r0 + along * dr), height - (z0 + along * dz))

    def radius_at(self, height: np.ndarray) -> np.ndarray:
        """Radius of the piece at heights within its range, mm."""
        (r0, z0), (r1, z1) = self.start, self.end
        return r0 + (height - z0) * ((r1 - r0) / (z1 - z0))


@dataclass(frozen=True)
class Arc:
    """A circular piece of a profile, at most a quarter of a circle, rising from start to end.

    Attributes:
        centre: (radius, height) of the circle's centre, mm.
        curvature_radius: radius of the circle, mm.
        start_angle, end_angle: from the radius axis towards the height axis, rad.
    """

    centre: Point2
    curvature_radius: float
    start_angle: float
    end_angle: float

    def _point(self, angle: float) -> Point2:
        return (
            self.centre[0] + self.curvature_radius * cos(angle),
            self.centre[1] + self.curvature_radius * sin(angle),
        )

    @property
    def heights(self) -> tuple[float, float]:
        """Lowest and highest height, mm."""
        return self._point(self.start_angle)[1], self._point(self.end_angle)[1]

    @property
    def volume(self) -> float:
        """Volume between the axis and the piece: pi * integral of radius² over height, mm³."""
        c, r = self.centre[0], self.curvature_radius

        def antiderivative(a: float) -> float:
            s = sin(a)
            return c * c * s + c * r * (a + s * cos(a)) + r * r * (s - s**3 / 3)

        return pi * r * (antiderivative(self.end_angle) - antiderivative(self.start_angle))

    @property
    def largest_radius(self) -> float:
        """An upper bound of the distance from the axis, mm."""
        if self._is_concave:
            return max(self._point(self.start_angle)[0], self._point(self.end_angle)[0])
        return self.centre[0] + self.curvature_radius

    @property
    def _is_concave(self) -> bool:
        return cos((self.start_angle + self.end_angle) / 2) < 0

    def distance(self, radius: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Unsigned distance of points (radius, height) to the piece, mm."""
        x, y = radius - self.centre[0], height - self.centre[1]
        from_centre = np.hypot(x, y)
        middle = (self.start_angle + self.end_angle) / 2
        half = abs(self.end_angle - self.start_angle) / 2
        facing = x * cos(middle) + y * sin(middle) >= from_centre * cos(half)
        ends = [self._point(self.start_angle), self._point(self.end_angle)]
        to_ends = np.minimum(*(np.hypot(radius - r, height - z) for r, z in ends))
        return np.where(facing, np.abs(from_centre - self.curvature_radius), to_ends)

    def radius_at(self, height: np.ndarray) -> np.ndarray:
        """Radius of the piece at heights within its range, mm."""
        y = height - self.centre[1]
        half_chord = np.sqrt(np.maximum(self.curvature_radius**2 - y * y, 0.0))
        return self.centre[0] + (-half_chord if self._is_concave else half_chord)


@dataclass(frozen=True, eq=False)
class RevolvedSolid:
    """A solid of revolution about a tilted axis, placed in LPS millimetres.

    Attributes:
        pieces: the profile from the bottom of the axis to its top; each piece starts where the one
            before it ends, heights rise along all of them, and both ends lie on the axis.
        base: the point of the axis at height 0, LPS mm.
        axis: unit vector of increasing height, LPS.
    """

    pieces: tuple[Segment | Arc, ...]
    base: np.ndarray
    axis: np.ndarray

    def cylindrical(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Distance from the axis and height along it, mm, of points (n, 3) in LPS mm."""
        offset = points - self.base
        height = offset @ self.axis
        return np.linalg.norm(offset - height[:, None] * self.axis, axis=1), height

    def signed_distance(self, points: np.ndarray) -> np.ndarray:
        """Exact signed distance to the surface, mm, negative inside; points (n, 3) in LPS mm."""
        return self.signed_distance_at(*self.cylindrical(points))

    def signed_distance_at(self, radius: np.ndarray, height: np.ndarray) -> np.ndarray:
        """As ``signed_distance``, for points given by ``cylindrical``."""
        distance = np.full(radius.shape, np.inf)
        inside = np.zeros(radius.shape, dtype=bool)
        for piece in self.pieces:
            np.minimum(distance, piece.distance(radius, height), out=distance)
            low, high = piece.heights
            beside = (height >= low) & (height <= high)
            inside |= beside & (radius < piece.radius_at(height))
        return np.where(inside, -distance, distance)

    @cached_property
    def volume_mm3(self) -> float:
        """Volume in closed form, mm³."""
        return sum(piece.volume for piece in self.pieces)


def long_bone_profile(
    *, shaft_radius: float, head_radius: float, flare_radius: float, length: float
) -> tuple[Segment | Arc, ...]:
    """A round-ended shaft that widens through a concave flare into a spherical head, all tangent.

    Args:
        shaft_radius: outer radius of the shaft, mm.
        head_radius: radius of the head, mm, larger than the shaft's.
        flare_radius: radius of the concave arc between both, mm: larger is a longer flare.
        length: whole length of the bone, mm.

    Returns:
        Profile pieces with height 0 at the centre of the head and the shaft below.
    """
    reach = flare_radius + head_radius
    across = shaft_radius + flare_radius
    flare_height = -sqrt(reach**2 - across**2)
    flare_end = np.arctan2(-flare_height, -across)
    bottom = head_radius - length + shaft_radius
    return (
        Arc((0.0, bottom), shaft_radius, -pi / 2, 0.0),
        Segment((shaft_radius, bottom), (shaft_radius, flare_height)),
        Arc((across, flare_height), flare_radius, pi, float(flare_end)),
        Arc((0.0, 0.0), head_radius, float(np.arctan2(flare_height, across)), pi / 2),
    )
