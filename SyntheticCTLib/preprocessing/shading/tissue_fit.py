"""The shading of fat and soft tissue, and which is which, by expectation and maximisation.

Every block is fat, soft tissue, denser than both, or something else. Around the shading field, fat
and soft tissue are two peaks a known distance apart, less where scatter took contrast away. The
field is the smooth one, and the assignment the one, under which the blocks are likeliest: started
from a few guesses, for where there is hardly any fat the one peak must not be taken for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.hounsfield import TYPICAL_FAT_HU
from SyntheticCTLib.preprocessing.shading.cylinder import Cylinder
from SyntheticCTLib.preprocessing.shading.polar_field import PolarBasis, fit, knots_of
from SyntheticCTLib.preprocessing.shading.samples import Samples

#: Soft tissue of the trunk: muscle, vessels, bowel and what fills it together, HU.
SOFT_HU = 35.0

#: Contrasts that are tried, as shares of the true one.
_CONTRASTS = (0.6, 0.8, 1.0)

#: Rounds of (turns with the azimuth, power of the height, SD of a peak in HU, repetitions).
_FIRST = ((0, 0, 70.0, 3), (1, 1, 50.0, 4), (2, 1, 35.0, 6))
_LAST = ((2, 1, 35.0, 2), (4, 2, 35.0, 3), (4, 2, 30.0, 5))
_PEAK_SD = 30.0

#: Shares of all blocks: fat and soft tissue before any is seen, together, and denser tissue, whose
#: peak is wide; and how likely anything is per HU.
_PRIOR = np.array([0.35, 0.65])
_TISSUE_SHARE, _DENSE_SHARE = 0.85, 0.06
_DENSE_HU, _DENSE_SD = 235.0, 80.0
_ANYTHING = 1.25e-5

#: A body is hardly ever all fat: how much likelihood the logarithm of soft tissue's share is worth.
_SOFT_WORTH = 0.1

#: Neighbouring blocks are of one organ, so each tells as much as this share of an independent one.
_INDEPENDENT = 0.01

#: So many blocks decide between the guesses.
_FEW = 3000

#: The field is at least this strong, HU.
_WEAKEST_HU = 100.0


@dataclass(frozen=True, eq=False)
class TissueFit:
    """What was found.

    Attributes:
        basis, weights: the field without its ``levels``.
        levels: the field at each of the basis' knots, before it turns or changes along the height.
        shares: of fat and of soft tissue among both.
        contrast: distance of their peaks, as a share of the true one.
        likelihood: mean logarithm over the blocks.
    """

    basis: PolarBasis
    weights: Float64Array
    levels: Float64Array
    shares: Float64Array
    contrast: float
    likelihood: float

    def at(self, x: Float64Array, y: Float64Array, z: Float64Array) -> Float64Array:
        """The field at places, HU."""
        depth = np.minimum(self.basis.cylinder.depth(x, y), self.basis.cylinder.radius)
        turning: Float64Array = self.basis.values(x, y, z) @ self.weights
        return turning + np.interp(depth, self.basis.knots, self.levels)

    def planes(self, x: Float64Array, y: Float64Array) -> dict[int, Float64Array]:
        """The field at places of a plane, HU, by the power of the height it belongs to."""
        depth = np.minimum(self.basis.cylinder.depth(x, y), self.basis.cylinder.radius)
        fields = self.basis.by_power(self.weights, x, y)
        return {**fields, 0: fields[0] + np.interp(depth, self.basis.knots, self.levels)}


def fit_tissues(samples: Samples, cylinder: Cylinder) -> TissueFit:
    """The shading field of a scan's tissue.

    Args:
        samples: blocks of tissue, the median of soft tissue somewhere near 0 HU.
        cylinder: the field of view.
    """
    rings = _ring_levels(samples, cylinder)
    few = samples.where(slice(None, None, max(len(samples.grey) // _FEW, 1)))
    amplitude = np.maximum(np.abs(rings - np.median(rings[-3:])), _WEAKEST_HU)
    found = []
    for contrast in _CONTRASTS:
        fat, soft = _peaks(contrast)
        for ring_is in (fat, (fat + soft) / 2, soft):
            first = _start(PolarBasis(cylinder, turns=0, power=0), rings - ring_is, contrast)
            found.append(_improved(first, few, amplitude, _FIRST))
    best = max(found, key=lambda one: one.likelihood)
    return _improved(best, samples, amplitude, _LAST)


def _peaks(contrast: float) -> Float64Array:
    """Where fat and soft tissue lie, HU: soft tissue stays, fat comes nearer."""
    return np.array([SOFT_HU + contrast * (TYPICAL_FAT_HU - SOFT_HU), SOFT_HU])


def _start(basis: PolarBasis, levels: Float64Array, contrast: float) -> TissueFit:
    none = np.zeros(len(basis.knots))
    return TissueFit(basis, none, levels, _PRIOR, contrast, -np.inf)


def _ring_levels(samples: Samples, cylinder: Cylinder) -> Float64Array:
    """The median of tissue at each knot's depth; lungs and gas, far below its rest, left out."""
    knots = knots_of(cylinder)
    edges = np.concatenate([[-1.0], (knots[1:] + knots[:-1]) / 2, [np.inf]])
    levels = np.full(len(knots), np.nan)
    for n, (low, high) in enumerate(pairwise(edges)):
        ring = samples.grey[(samples.depth > low) & (samples.depth <= high)]
        if ring.size > 10:
            levels[n] = np.median(ring[ring > np.percentile(ring, 90) - 350])
    known = np.isfinite(levels)
    return np.asarray(np.interp(knots, knots[known], levels[known]), np.float64)


def _improved(
    start: TissueFit,
    samples: Samples,
    amplitude: Float64Array,
    rounds: tuple[tuple[int, int, float, int], ...],
) -> TissueFit:
    cylinder, shares, peaks = start.basis.cylinder, start.shares, _peaks(start.contrast)
    levels = np.interp(samples.depth, start.basis.knots, start.levels)
    field = start.at(samples.x, samples.y, samples.z)
    for turns, power, sd, times in rounds:
        basis = PolarBasis(cylinder, turns=turns, power=power)
        functions = basis.values(samples.x, samples.y, samples.z)
        likely = basis.spread(amplitude)
        for _ in range(times):
            is_tissue, anything = _densities(samples.grey - field, peaks, shares, sd)
            chance = is_tissue / anything[:, None]
            shares = chance.mean(axis=0) + 0.2 * _PRIOR
            shares = shares / shares.sum()
            both = chance.sum(axis=1)
            wanted = samples.grey - (chance @ peaks) / np.maximum(both, 1e-9) - levels
            weights = fit(functions, wanted, _INDEPENDENT * both / sd**2, likely)
            field = levels + functions @ weights
    _, anything = _densities(samples.grey - field, peaks, shares, _PEAK_SD)
    likelihood = float(np.log(anything).mean() + _SOFT_WORTH * np.log(shares[1]))
    return TissueFit(basis, weights, start.levels, shares, start.contrast, likelihood)


def _densities(
    hu: Float64Array, peaks: Float64Array, shares: Float64Array, sd: float
) -> tuple[Float64Array, Float64Array]:
    """How likely a block is as fat and as soft tissue, [block, 2], and as anything, per HU."""
    tissues = _TISSUE_SHARE * shares * _gauss(hu[:, None] - peaks, sd)
    dense = _DENSE_SHARE * _gauss(hu - _DENSE_HU, _DENSE_SD)
    return tissues, tissues.sum(axis=1) + dense + _ANYTHING


def _gauss(away: Float64Array, sd: float) -> Float64Array:
    result: Float64Array = np.exp(-0.5 * (away / sd) ** 2) / (sd * np.sqrt(2 * np.pi))
    return result
