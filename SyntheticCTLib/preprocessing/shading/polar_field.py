"""Smooth fields in a cylinder that may rise steeply at its rim.

A place is (depth below the rim, azimuth, height). Shading by scatter and hardening changes slowly
with all three; what truncation adds changes fast with the depth near the rim, and slowly along it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.preprocessing.shading.cylinder import Cylinder

#: Depths, mm, between which a field runs straight: dense where truncation bends it.
_KNOTS_MM = (0.0, 2.0, 4.0, 7.0, 11.0, 17.0, 26.0, 40.0, 60.0, 90.0)

#: What turns with the azimuth once or twice reaches this share of the radius down, for near the
#: axis all directions are one place; what turns more often only so many mm.
_DEEPEST_SHARE, _FINE_MM = 0.75, 40.0

#: How often a part of a field turns with the azimuth, its highest power of the height, and what is
#: likely of its weights: SD as a share of the field's own.
_TURNS = ((0, 2, 1.0), (1, 2, 0.5), (2, 1, 0.4), (3, 1, 0.25), (4, 0, 0.15))
_HEIGHT_SD = (1.0, 0.35, 0.2)


@dataclass(frozen=True, eq=False)
class _Part:
    turns: int
    power: int
    knots: np.ndarray
    sd: float


class PolarBasis:
    """Functions whose sum such a field is.

    Args:
        cylinder: the field of view.
        turns: how often the field turns with the azimuth, at most 4.
        power: highest power of the height, at most 2.
    """

    def __init__(self, cylinder: Cylinder, *, turns: int = 4, power: int = 2) -> None:
        self.cylinder = cylinder
        self.knots = knots_of(cylinder)
        reach = (
            np.full(len(self.knots), True),
            self.knots < _DEEPEST_SHARE * cylinder.radius,
            self.knots <= _FINE_MM,
        )
        self._parts = [
            _Part(order, n, reach[min((order + 1) // 2 + order // 3, 2)], sd * _HEIGHT_SD[n])
            for order, highest, sd in _TURNS[: turns + 1]
            for n in range(min(highest, power) + 1)
        ]

    def values(self, x: Float64Array, y: Float64Array, z: Float64Array) -> Float64Array:
        """The functions [place, function] at places, mm, each 1-D."""
        height = self.cylinder.height(z)[:, None]
        across = self._across(x, y)
        powers = [part.power for part in self._parts]
        return np.concatenate([f * height**n for f, n in zip(across, powers, strict=True)], axis=1)

    def spread(self, amplitude: Float64Array) -> Float64Array:
        """The SD of each function's weight, from that of the field at each knot."""
        return np.concatenate(
            [
                np.tile(amplitude[part.knots] * part.sd, 2 if part.turns else 1)
                for part in self._parts
            ]
        )

    def by_power(
        self, weights: Float64Array, x: Float64Array, y: Float64Array
    ) -> dict[int, Float64Array]:
        """A field in planes: what is multiplied with each power of the height, [place]."""
        fields: dict[int, Float64Array] = {}
        first = 0
        for part, functions in zip(self._parts, self._across(x, y), strict=True):
            last = first + functions.shape[1]
            found = functions @ weights[first:last]
            fields[part.power] = fields.get(part.power, 0.0) + found
            first = last
        return fields

    def _across(self, x: Float64Array, y: Float64Array) -> list[Float64Array]:
        """The functions of each part without the height."""
        depth = np.minimum(self.cylinder.depth(x, y), self.cylinder.radius)
        turn = self.cylinder.azimuth(x, y)
        radial = np.stack([np.interp(depth, self.knots, hat) for hat in np.eye(len(self.knots))], 1)
        parts = []
        for part in self._parts:
            functions = radial[:, part.knots]
            if part.turns:
                waves = np.cos(part.turns * turn), np.sin(part.turns * turn)
                functions = np.concatenate([functions * wave[:, None] for wave in waves], axis=1)
            parts.append(functions)
        return parts


def knots_of(cylinder: Cylinder) -> Float64Array:
    """The depths, mm, between which a field runs straight."""
    inside = [knot for knot in _KNOTS_MM if knot < 0.9 * cylinder.radius]
    return np.array([*inside, cylinder.radius])


def fit(
    functions: Float64Array, values: Float64Array, weights: Float64Array, sd: Float64Array
) -> Float64Array:
    """Weights of the functions with the least weighted squares, each likely as far as its SD.

    Args:
        functions: [place, function].
        values: [place].
        weights: one over the variance of each value.
        sd: of each function's weight before anything is seen.
    """
    weighted = functions * weights[:, None]
    normal = functions.T @ weighted + np.diag(1 / sd**2)
    return np.asarray(np.linalg.solve(normal, weighted.T @ values), np.float64)
