"""The soft tissues of the limb phantom: skin, subcutaneous fat, fascia, muscles, septa and vessels.

All shapes are functions of the limb's own coordinates: x and y across it, z along it, mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Float64Array, FloatArray
from SyntheticCTLib.simulation.phantom.tissues import Tissue

#: The limb keeps its taper up to this distance from its middle, mm; beyond, it is a cylinder.
TAPER_REACH_MM = 150.0

#: Beyond this distance from the sheath, mm, no voxel sees the vessels in it.
NEAR_SHEATH_MM = 8.0


@dataclass(frozen=True, eq=False)
class Outline:
    """A closed curve around the limb's axis that changes slowly along it.

    Attributes:
        radius: mean radius, mm.
        waves: cosine and sine coefficients of the first three harmonics of the angle, relative.
        taper: relative change per 100 mm along the limb.
    """

    radius: float
    waves: np.ndarray
    taper: float

    def at(self, harmonics: tuple[FloatArray, ...], z: FloatArray) -> FloatArray:
        """Radius, mm, where the harmonics of the angle and the heights are these."""
        shape: FloatArray = 1.0 + sum(
            wave * harmonic
            for wave, harmonic in zip(self.waves.tolist(), harmonics, strict=True)
            if wave
        )
        return self.radius * shape * (1.0 + self.taper / 100.0 * z)


@dataclass(frozen=True, eq=False)
class Tube:
    """A vessel along the limb: centre x and y as quadratics of z / 100 mm, and radius in mm."""

    centre: np.ndarray
    radius: float

    def distance(self, points: FloatArray) -> FloatArray:
        """Distance (n,) of points (n, 3) outside the wall, across the limb, mm; negative inside."""
        x, y, z = points.T
        h = z / 100.0
        (x0, x1, x2), (y0, y1, y2) = self.centre.tolist()
        dx = x - (x0 + h * (x1 + h * x2))
        dy = y - (y0 + h * (y1 + h * y2))
        off_centre: FloatArray = np.sqrt(dx * dx + dy * dy)
        return off_centre - self.radius


@dataclass(frozen=True, eq=False)
class Muscles:
    """Muscle bellies as cells of a twisted and bent power diagram, parted by fat septa.

    Attributes:
        centres: (muscles, 2), mm.
        weights: (muscles,), mm²: a larger one makes a larger belly.
        septum: (muscles, muscles), half the thickness of the septum between two bellies, mm.
        rounding: how far the corners where bellies meet are rounded and filled with fat, mm.
        twist: rotation along the limb, rad/mm.
        bends: amplitude (mm), wave number (rad/mm) and phase of the bending of septa, shape (2, 3).
    """

    centres: np.ndarray
    weights: np.ndarray
    septum: np.ndarray
    rounding: float
    twist: float
    bends: np.ndarray

    def outside_septum(self, points: FloatArray) -> FloatArray:
        """Distance (n,) of points (n, 3) to the nearest septum, about, mm; negative within one."""
        x, y = self._straightened(points)
        offsets = (self.centres**2).sum(axis=1) - self.weights
        power = np.stack(
            [
                offset - 2.0 * cx * x - 2.0 * cy * y
                for (cx, cy), offset in zip(self.centres.tolist(), offsets.tolist(), strict=True)
            ]
        )
        own = power.argmin(axis=0)
        power -= power.min(axis=0)
        scale, half_septum = self._half_inverse_distance, self.septum.astype(power.dtype)
        crowding = np.zeros_like(x)
        for number, excess in enumerate(power):
            gap = excess * scale[number][own] - half_septum[number][own]
            crowding += np.exp(np.where(own == number, -np.inf, gap / -self.rounding))
        closeness: FloatArray = np.log(crowding)
        return -self.rounding * closeness

    def _straightened(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Coordinates across the limb, (n,) each, in which the septa are straight lines."""
        x, y, z = points.T
        turn = self.twist * z
        c, s = np.cos(turn), np.sin(turn)
        x, y = c * x + s * y, c * y - s * x
        (ax, kx, px), (ay, ky, py) = self.bends.tolist()
        return x + ax * np.sin(kx * y + px), y + ay * np.sin(ky * x + py)

    @cached_property
    def _half_inverse_distance(self) -> Float32Array:
        """Turns a difference of powers into a distance from the border of two cells, 1/mm."""
        apart: Float64Array = np.linalg.norm(self.centres[:, None] - self.centres[None], axis=2)
        np.fill_diagonal(apart, np.inf)
        return (0.5 / apart).astype(np.float32)


@dataclass(frozen=True, eq=False)
class SoftTissue:
    """Everything around the bones.

    Attributes:
        skin: outer outline of the limb.
        skin_thickness: mm.
        fat: thickness of the subcutaneous fat as an outline.
        fascia_thickness: of the layer around the muscles, mm.
        muscles: bellies and septa.
        sheath: fat around the deep vessels.
        deep_vessels: inside the sheath.
        superficial_veins: in the subcutaneous fat.
    """

    skin: Outline
    skin_thickness: float
    fat: Outline
    fascia_thickness: float
    muscles: Muscles
    sheath: Tube
    deep_vessels: tuple[Tube, ...]
    superficial_veins: tuple[Tube, ...]

    def classify(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Tissue and distance to the nearest tissue boundary.

        Args:
            points: (n, 3) in the limb's coordinates, mm; float32 is enough and twice as fast.

        Returns:
            Labels (n,), uint8, and margins (n,), mm, right to about 20 %.
        """
        x, y, z = points.T
        rho = np.sqrt(x * x + y * y)
        labels = np.zeros(len(points), dtype=np.uint8)
        harmonics = _harmonics(x, y, rho)
        level = np.clip(z, -TAPER_REACH_MM, TAPER_REACH_MM)
        depth = self.skin.at(harmonics, level) - rho
        margin = np.minimum(np.abs(depth), np.abs(depth - self.skin_thickness))
        labels[depth > 0] = Tissue.SKIN
        under = np.flatnonzero(depth > self.skin_thickness)
        fat = self.fat.at(tuple(h[under] for h in harmonics), level[under])
        in_muscle = depth[under] - self.skin_thickness - np.maximum(fat, 1.5)
        self._paint_fat(points[under], in_muscle, under, labels, margin)
        deep = under[in_muscle > self.fascia_thickness]
        self._paint_muscles(points[deep], deep, labels, margin)
        return labels, margin

    def _paint_fat(
        self,
        points: np.ndarray,
        in_muscle: np.ndarray,
        index: np.ndarray,
        labels: np.ndarray,
        margin: np.ndarray,
    ) -> None:
        """Subcutaneous fat, its veins and the fascia."""
        nearest = np.minimum(np.abs(in_muscle), np.abs(in_muscle - self.fascia_thickness))
        labels[index] = np.where(in_muscle > 0, Tissue.FASCIA, Tissue.FAT)
        margin[index] = np.minimum(margin[index], nearest)
        in_fat = in_muscle < 0
        for vein in self.superficial_veins:
            _paint_vessel(vein, points[in_fat], index[in_fat], labels, margin)

    def _paint_muscles(
        self, points: np.ndarray, index: np.ndarray, labels: np.ndarray, margin: np.ndarray
    ) -> None:
        """Muscles, septa and the deep vessels in their sheath."""
        septum = self.muscles.outside_septum(points)
        sheath = self.sheath.distance(points)
        labels[index] = np.where((septum < 0) | (sheath < 0), Tissue.FAT, Tissue.MUSCLE)
        nearest = np.minimum(np.abs(septum), np.abs(sheath))
        margin[index] = np.minimum(margin[index], nearest)
        near = sheath < NEAR_SHEATH_MM
        for vessel in self.deep_vessels:
            _paint_vessel(vessel, points[near], index[near], labels, margin)


def _paint_vessel(
    vessel: Tube, points: np.ndarray, index: np.ndarray, labels: np.ndarray, margin: np.ndarray
) -> None:
    """Put a vessel over what ``labels`` has at ``index`` and lower ``margin`` near its wall."""
    wall = vessel.distance(points)
    labels[index[wall < 0]] = Tissue.VESSEL
    margin[index] = np.minimum(margin[index], np.abs(wall))


def _harmonics(x: np.ndarray, y: np.ndarray, rho: np.ndarray) -> tuple[np.ndarray, ...]:
    """cos and sin of one, two and three times the angle, without calling cos or sin."""
    safe = np.maximum(rho, 1e-9)
    c1, s1 = x / safe, y / safe
    c2, s2 = c1 * c1 - s1 * s1, 2 * c1 * s1
    return c1, s1, c2, s2, c1 * c2 - s1 * s2, s1 * c2 + c1 * s2
