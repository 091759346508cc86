"""A field that was found: levels by the depth below the rim, and what turns around the axis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Float64Array, Mask
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.shading.cylinder import Cylinder, places_of
from SyntheticCTLib.preprocessing.shading.polar_field import PolarBasis, fit, knots_of
from SyntheticCTLib.preprocessing.shading.samples import Samples

#: The field's own SD at a depth is this, HU, or where the rim of truncation reaches how far the
#: ring's median lies from the middle's; and where that is farther than anatomy can be, it is rim.
_WEAKEST_HU, _SURELY_RIM_HU = 45.0, 120.0
_RIM_REACHES_MM = 30.0

#: Its shape is fitted to rings from here, where voxels do not yet blur it, to here, where anatomy
#: outweighs it, as far as they hold so many blocks of tissue; it may be wrong by this share.
_STEEPEST_MM, _RISES_MM, _FEWEST_BLOCKS = 2.0, 45.0, 100
_UNSURE_SHARE = 0.3

#: Rings that differ by less of its shape than this tell none; it is 1 about a seventh of the radius
#: deep.
_LEAST_RISE = 1.0

#: A known difference is the field but for noise of this SD, HU, and for places where the two images
#: show different tissues: those count the less the farther off they are (Cauchy's weights).
_NOISE_HU, _DIFFERENT_HU = 30.0, 50.0

#: Neighbouring blocks are of one organ, so each tells as much as this share of an independent one.
INDEPENDENT = 0.01

_REPETITIONS = 8


@dataclass(frozen=True, eq=False)
class SmoothField:
    """A smooth field, HU.

    Attributes:
        basis, weights: the field without its ``levels``.
        levels: the field at each of the basis' knots, before it turns or changes along the height.
    """

    basis: PolarBasis
    weights: Float64Array
    levels: Float64Array

    def at(self, samples: Samples) -> Float64Array:
        """The field at the places of blocks."""
        turning: Float64Array = self.basis.values(samples.x, samples.y, samples.z) @ self.weights
        return turning + np.interp(samples.depth, self.basis.knots, self.levels)

    def on_grid(self, volume: Volume) -> Float32Array:
        """The field at every voxel, [k, j, i], of a volume with axes along LPS."""
        x, y, z = places_of(volume)
        across = np.meshgrid(x, y)
        flat = across[0].ravel(), across[1].ravel()
        cylinder = self.basis.cylinder
        planes = self.basis.by_power(self.weights, *flat)
        depth = np.minimum(cylinder.depth(*flat), cylinder.radius)
        planes[0] = planes[0] + np.interp(depth, self.basis.knots, self.levels)
        field = np.empty(volume.array.shape, np.float32)
        for k, height in enumerate(cylinder.height(z)):
            total: Float64Array = sum(plane * height**n for n, plane in planes.items())
            field[k] = total.reshape(across[0].shape)
        return field


def sure_rim_of(samples: Samples, cylinder: Cylinder) -> tuple[Float64Array, Float64Array]:
    """What is surely rim of truncation, and ends where anatomy may be.

    Returns:
        The rim above the middle at each of the basis' knots, HU, 0 where it may be anatomy; and
        how far the field may lie from it, as an SD.
    """
    knots = knots_of(cylinder)
    rings, _ = _ring_levels(samples, knots)
    at_rim = _at_rim(knots, cylinder)
    away = np.where(at_rim, rings - np.median(rings[~at_rim]), 0.0)
    rim = np.where(np.abs(away) > _SURELY_RIM_HU, away, 0.0)
    return rim, np.maximum(np.abs(away), _WEAKEST_HU)


def rim_of(samples: Samples, cylinder: Cylinder) -> tuple[Float64Array, Float64Array]:
    """The rim of truncation with the tail that it has in the middle.

    Returns:
        The rim above the middle at each of the basis' knots, HU; and how far the field may lie from
        it, as an SD. What is surely rim where little tissue is near the border.
    """
    knots = knots_of(cylinder)
    rings, counts = _ring_levels(samples, knots)
    found = _rise(samples, cylinder, rings, counts)
    if found is None:
        return sure_rim_of(samples, cylinder)
    height, level = found
    rim = height * _rim_shape(knots, cylinder.radius)
    at_rim = _at_rim(knots, cylinder)
    left = np.where(at_rim, rings - level - rim, 0.0)
    unsure = np.maximum(np.where(at_rim, np.abs(rings - level), 0.0), _UNSURE_SHARE * np.abs(rim))
    rim = rim + np.where(np.abs(left) > _SURELY_RIM_HU, left, 0.0)
    return rim, np.maximum(unsure, _WEAKEST_HU)


def _at_rim(knots: Float64Array, cylinder: Cylinder) -> Mask:
    return np.asarray(knots < min(_RIM_REACHES_MM, cylinder.radius / 2))


def _rise(
    samples: Samples, cylinder: Cylinder, rings: Float64Array, counts: Float64Array
) -> tuple[float, float] | None:
    """How often its shape the rim is, HU, and what it stands on; None with little tissue near."""
    knots = knots_of(cylinder)
    rises = (knots >= _STEEPEST_MM) & (knots < min(_RISES_MM, 0.6 * cylinder.radius))
    rises &= counts >= _FEWEST_BLOCKS
    shapes = replace(samples, grey=_rim_shape(samples.depth, cylinder.radius))
    shape = _ring_levels(shapes, knots)[0][rises]
    if not (shape.size and np.ptp(shape) > _LEAST_RISE):
        return None
    # Where it is steepest voxels blur it, and a field's border is not known to the mm.
    height, level = np.polyfit(shape, rings[rises], 1, w=1 / (1 + shape))
    return float(height), float(level)


def _rim_shape(depth: Float64Array, radius: float) -> Float64Array:
    """How what truncation adds rises from the middle (0) to the rim.

    Data that end at the field's border leave ``1 / sqrt(1 - r^2)`` of the picture unknown (the null
    space of the finite Hilbert transform), and so much looks like what a filter makes of the end.
    """
    away = 1 - np.maximum(depth, _STEEPEST_MM) / radius
    return np.asarray(1 / np.sqrt(1 - np.clip(away, 0, None) ** 2) - 1, np.float64)


def field_of_difference(samples: Samples, cylinder: Cylinder) -> SmoothField:
    """The smooth field in a difference of two images of one body, whatever moved in between.

    Args:
        samples: blocks of the difference, HU, where both show fat or soft tissue.
        cylinder: the field of view.
    """
    rim, amplitude = rim_of(samples, cylinder)
    knots = knots_of(cylinder)
    middle = float(np.median(samples.grey - np.interp(samples.depth, knots, rim)))
    begun = middle + np.interp(samples.depth, knots, rim)
    basis = PolarBasis(cylinder, turns=2, power=1)
    functions = basis.values(samples.x, samples.y, samples.z)
    functions = np.concatenate([np.ones((len(begun), 1)), functions], axis=1)
    likely = np.array([100.0, *basis.spread(2 * amplitude)])
    field = begun
    for _ in range(_REPETITIONS):
        trusted = 1 / (1 + ((samples.grey - field) / _DIFFERENT_HU) ** 2)
        weights = INDEPENDENT * trusted / _NOISE_HU**2
        found = fit(functions, samples.grey - begun, weights, likely)
        field = begun + functions @ found
    return SmoothField(basis, found[1:], rim + middle + found[0])


def _ring_levels(samples: Samples, knots: Float64Array) -> tuple[Float64Array, Float64Array]:
    """The median of tissue at each knot's depth, and of how many blocks; not of lungs and gas."""
    edges = np.concatenate([[-1.0], (knots[1:] + knots[:-1]) / 2, [np.inf]])
    levels, counts = np.full(len(knots), np.nan), np.zeros(len(knots))
    for n, (low, high) in enumerate(pairwise(edges)):
        ring = samples.grey[(samples.depth > low) & (samples.depth <= high)]
        counts[n] = ring.size
        if ring.size > 10:
            levels[n] = np.median(ring[ring > np.percentile(ring, 90) - 350])
    known = np.isfinite(levels)
    return np.asarray(np.interp(knots, knots[known], levels[known]), np.float64), counts
