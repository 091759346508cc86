"""The shading of fat and soft tissue, and which is which, by expectation and maximisation.

Every block of a scan is fat, soft tissue, an organ with contrast medium, denser than these, or
something else; how wide apart they lie tells the scan's contrast. The shading is the likeliest
smooth field around which the blocks lie like that, and what is likely of fields, contrast and
shares before any block is seen counts as well: where hardly any fat is in view, or one tissue
alone, the blocks say little, and the field stays near the straight line that was there before.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.preprocessing.shading.cylinder import Cylinder
from SyntheticCTLib.preprocessing.shading.polar_field import PolarBasis, fit, knots_of
from SyntheticCTLib.preprocessing.shading.samples import Samples

#: Soft tissue of the trunk: muscle, vessels, bowel and what fills it together, HU.
SOFT_HU = 35.0

#: Fat, soft tissue, organs with contrast medium, spongy bone: where they lie and how widely their
#: block means are spread, HU, and their shares of all blocks before any is seen.
_MEANS = np.array([-105.0, 42.0, 100.0, 235.0])
_SPREADS = np.array([22.0, 22.0, 35.0, 80.0])
_SHARES = np.array([0.30, 0.50, 0.09, 0.04])

#: Blocks that fat and soft tissue share, and what lies in neither, per HU.
_MIXED, _MIXED_HU = 0.06 / 700, (-450.0, 350.0)
_ANYTHING = 1.0e-5

#: SDs of what is likely: of the offset that is left when the median was put where it belongs, HU,
#: of the contrast, and of a bowl from middle to rim, HU.
_OFFSET_SD, _CONTRAST_SD, _BOWL_SD = 40.0, 0.15, 80.0

#: The contrast is never farther from 1 than this.
_MOST_CONTRAST = 0.35

#: The field's own SD at a depth is this, HU, or where the rim of truncation reaches how far the
#: ring's median lies from the middle's; and where that is farther than anatomy can be, it is rim.
_WEAKEST_HU, _SURELY_RIM_HU = 45.0, 120.0
_RIM_REACHES_MM = 30.0

#: Offsets from which the search starts, HU.
_STARTS = (-90.0, 0.0, 90.0)

#: Rounds of (turns with the azimuth, power of the height, SD that is added to the peaks' in HU,
#: repetitions).
_FIRST = ((0, 0, 40.0, 3), (1, 0, 25.0, 4), (1, 1, 12.0, 4))
_LAST = ((1, 1, 20.0, 3), (2, 1, 10.0, 4), (3, 2, 6.0, 5))

#: Neighbouring blocks are of one organ, so each tells as much as this share of an independent one.
_INDEPENDENT = 0.01

#: How many blocks the shares' prior is worth, as a share of all blocks.
_SHARES_WORTH = 0.5

#: So many blocks decide between the starts.
_FEW = 3000


@dataclass(frozen=True, eq=False)
class TissueFit:
    """What was found.

    Attributes:
        basis, weights: the field without its ``levels``.
        levels: the field at each of the basis' knots, before it turns or changes along the height.
        shares: of each tissue among all of them, fat first.
        contrast: distance of the tissues, as a share of the true one.
        worth: logarithm of how likely blocks and field are together.
    """

    basis: PolarBasis
    weights: Float64Array
    levels: Float64Array
    shares: Float64Array
    contrast: float
    worth: float

    def at(self, samples: Samples) -> Float64Array:
        """The field at the places of blocks, HU."""
        turning: Float64Array = self.basis.values(samples.x, samples.y, samples.z) @ self.weights
        return turning + np.interp(samples.depth, self.basis.knots, self.levels)

    def planes(self, x: Float64Array, y: Float64Array) -> dict[int, Float64Array]:
        """The field at places of a plane, HU, by the power of the height it belongs to."""
        depth = np.minimum(self.basis.cylinder.depth(x, y), self.basis.cylinder.radius)
        fields = self.basis.by_power(self.weights, x, y)
        return {**fields, 0: fields[0] + np.interp(depth, self.basis.knots, self.levels)}


def fit_tissues(samples: Samples, cylinder: Cylinder) -> TissueFit:
    """The shading field of a scan's tissue.

    Args:
        samples: blocks of tissue, on the straight line that puts their median in the inner part
            of the scan where soft tissue's belongs.
        cylinder: the field of view.
    """
    knots = knots_of(cylinder)
    rings = _ring_levels(samples, cylinder)
    at_rim = knots < _RIM_REACHES_MM
    away = np.where(at_rim, rings - np.median(rings[~at_rim]), 0.0)
    amplitude = np.maximum(np.abs(away), _WEAKEST_HU)
    rim = np.where(np.abs(away) > _SURELY_RIM_HU, away, 0.0)
    few = samples.where(slice(None, None, max(len(samples.grey) // _FEW, 1)))
    none, basis = np.zeros(len(knots)), PolarBasis(cylinder, turns=0, power=0)
    starts = [TissueFit(basis, none, rim + offset, _SHARES, 1.0, -np.inf) for offset in _STARTS]
    found = [_improved(one, few, rim, amplitude, _FIRST) for one in starts]
    best = max(found, key=lambda one: one.worth)
    return _improved(best, samples, rim, amplitude, _LAST)


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
    rim: Float64Array,
    amplitude: Float64Array,
    rounds: tuple[tuple[int, int, float, int], ...],
) -> TissueFit:
    """A likelier field than a given one, ever finer from round to round."""
    cylinder, shares, contrast = start.basis.cylinder, start.shares, start.contrast
    knots = knots_of(cylinder)
    bowl = ((cylinder.radius - knots) / cylinder.radius) ** 2 - 0.5
    begun = np.interp(samples.depth, knots, rim)
    # Columns: offset, bowl, contrast, and then the basis'.
    frame = np.stack([np.ones(len(begun)), np.interp(samples.depth, knots, bowl), 0 * begun], 1)
    field = start.at(samples)
    for turns, power, wider, times in rounds:
        basis = PolarBasis(cylinder, turns=turns, power=power)
        functions = np.concatenate([frame, basis.values(samples.x, samples.y, samples.z)], axis=1)
        likely = np.array([_OFFSET_SD, _BOWL_SD, _CONTRAST_SD, *basis.spread(amplitude)])
        for _ in range(times):
            chance, _ = _chances(samples.grey - field, shares, contrast, wider)
            shares = chance.sum(axis=0) + _SHARES_WORTH * len(begun) * _SHARES / _SHARES.sum()
            shares = _SHARES.sum() * shares / shares.sum()
            precision = chance / (_SPREADS**2 + wider**2)
            weights = precision.sum(axis=1)
            tissue = precision @ (_MEANS - SOFT_HU) / np.maximum(weights, 1e-12)
            functions[:, 2] = tissue
            wanted = samples.grey - begun - SOFT_HU - tissue
            found = fit(functions, wanted, _INDEPENDENT * weights, likely)
            contrast = 1 + float(np.clip(found[2], -_MOST_CONTRAST, _MOST_CONTRAST))
            functions[:, 2] = 0
            field = begun + functions @ found
    _, anything = _chances(samples.grey - field, shares, contrast, 0.0)
    worth = _INDEPENDENT * np.log(anything).sum() - 0.5 * float(((found / likely) ** 2).sum())
    levels = rim + found[0] + found[1] * bowl
    return TissueFit(basis, found[3:], levels, shares, contrast, float(worth))


def _chances(
    hu: Float64Array, shares: Float64Array, contrast: float, wider: float
) -> tuple[Float64Array, Float64Array]:
    """The chance of a block to be each tissue, [block, tissue], and how likely it is, per HU."""
    means, spreads = SOFT_HU + contrast * (_MEANS - SOFT_HU), np.hypot(_SPREADS, wider)
    tissues = shares * np.exp(-0.5 * ((hu[:, None] - means) / spreads) ** 2) / spreads
    tissues = tissues / np.sqrt(2 * np.pi)
    mixed = np.where((hu > _MIXED_HU[0]) & (hu < _MIXED_HU[1]), _MIXED, 0.0)
    anything = tissues.sum(axis=1) + mixed + _ANYTHING
    return tissues / anything[:, None], anything
