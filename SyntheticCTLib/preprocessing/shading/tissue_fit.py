"""The shading of fat and soft tissue, and which is which, by expectation and maximisation.

Every block of a scan is fat, soft tissue, an organ with contrast medium, denser than these, or
something else. Which value is which is the anchor's to say, over the whole scan; the shading is the
likeliest smooth field around which the blocks lie like that. What is likely of fields before any
block is seen counts as well: where the blocks say little, as in one tissue alone, the field stays
near the straight line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from SyntheticCTLib.arrays import Float64Array
from SyntheticCTLib.preprocessing.shading.anchor import SOFT_HU, TISSUES_HU, Anchor, anchor_of
from SyntheticCTLib.preprocessing.shading.cylinder import Cylinder
from SyntheticCTLib.preprocessing.shading.polar_field import PolarBasis, fit, knots_of
from SyntheticCTLib.preprocessing.shading.samples import Samples
from SyntheticCTLib.preprocessing.shading.smooth_field import INDEPENDENT, SmoothField, rim_of

#: How widely the tissues' blocks are spread around the field, HU, and their shares of all blocks
#: before any is seen, which count as this share of the blocks.
_SPREADS = np.array([22.0, 22.0, 35.0, 80.0])
_SHARES = np.array([0.30, 0.50, 0.09, 0.04])
_SHARES_WORTH = 0.5

#: Blocks that fat and soft tissue share, and what lies in neither, per HU.
_MIXED, _MIXED_HU = 0.06 / 700, (-450.0, 350.0)
_ANYTHING = 1.0e-5

#: SDs of what is likely: of the offset that the anchor left, and of a bowl from middle to rim, HU.
_OFFSET_SD, _BOWL_SD = 15.0, 80.0

#: Rounds of (turns with the azimuth, power of the height, SD that is added to the peaks' in HU,
#: repetitions).
_ROUNDS = ((0, 0, 40.0, 2), (1, 0, 30.0, 3), (1, 1, 20.0, 3), (2, 1, 10.0, 4), (3, 2, 6.0, 4))

#: The scale is read off deeper than this, mm, where rims end.
_ANCHORED_MM = 15.0

#: The scale decides which block is which, and the flatter the scan, the better it shows the scale.
_TIMES = 2


@dataclass(frozen=True, eq=False)
class TissueFit:
    """What was found.

    Attributes:
        field: what is to be taken off.
        anchor: the scale of what is left without the field.
    """

    field: SmoothField
    anchor: Anchor


def fit_tissues(samples: Samples, cylinder: Cylinder) -> TissueFit:
    """The shading field of a scan's tissue.

    Args:
        samples: blocks of tissue, in units of HU, anything added.
        cylinder: the field of view.
    """
    rim, amplitude = rim_of(samples, cylinder)
    deep = samples.where(samples.depth > min(_ANCHORED_MM, cylinder.radius / 4))
    anchor = anchor_of(deep.grey)
    for _ in range(_TIMES):
        field = _fitted(samples, cylinder, rim + anchor.offset, amplitude, anchor)
        left = anchor_of(deep.grey - field.at(deep))
        field = replace(field, levels=field.levels + left.offset)
        anchor = replace(left, offset=left.offset + anchor.offset)
    return TissueFit(field, left)


def _fitted(
    samples: Samples,
    cylinder: Cylinder,
    levels: Float64Array,
    amplitude: Float64Array,
    anchor: Anchor,
) -> SmoothField:
    """The likeliest field around given levels, ever finer from round to round."""
    knots = knots_of(cylinder)
    bowl = ((cylinder.radius - knots) / cylinder.radius) ** 2 - 0.5
    begun = np.interp(samples.depth, knots, levels)
    frame = np.stack([np.ones(len(begun)), np.interp(samples.depth, knots, bowl)], axis=1)
    means = SOFT_HU + anchor.contrast * (TISSUES_HU - SOFT_HU)
    field, shares = begun, _SHARES
    for turns, power, wider, times in _ROUNDS:
        basis = PolarBasis(cylinder, turns=turns, power=power)
        functions = np.concatenate([frame, basis.values(samples.x, samples.y, samples.z)], axis=1)
        likely = np.array([_OFFSET_SD, _BOWL_SD, *basis.spread(amplitude)])
        for _ in range(times):
            chance = _chances(samples.grey - field, shares, means, wider)
            shares = chance.mean(axis=0) + _SHARES_WORTH * _SHARES
            shares = _SHARES.sum() * shares / shares.sum()
            precision = chance / (_SPREADS**2 + wider**2)
            weights = precision.sum(axis=1)
            wanted = samples.grey - begun - precision @ means / np.maximum(weights, 1e-12)
            found = fit(functions, wanted, INDEPENDENT * weights, likely)
            field = begun + functions @ found
    return SmoothField(basis, found[2:], levels + found[0] + found[1] * bowl)


def _chances(
    hu: Float64Array, shares: Float64Array, means: Float64Array, wider: float
) -> Float64Array:
    """The chance of a block to be each tissue, [block, tissue]."""
    spreads = np.hypot(_SPREADS, wider)
    tissues = shares * np.exp(-0.5 * ((hu[:, None] - means) / spreads) ** 2)
    tissues = tissues / (spreads * np.sqrt(2 * np.pi))
    mixed = np.where((hu > _MIXED_HU[0]) & (hu < _MIXED_HU[1]), _MIXED, 0.0)
    anything = tissues.sum(axis=1) + mixed + _ANYTHING
    chances: Float64Array = tissues / anything[:, None]
    return chances
