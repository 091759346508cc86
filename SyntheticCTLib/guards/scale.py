"""Whether a CT's values are HU times a factor, or with 1024 added: what makes them like a body's.

Half of a body's voxels are muscle, organs or brain, a fifth is fat, some are bone, and round it is
air, each where HU have it. The values are held against that mixture as they are, divided by
factors, and less 1024. Where one of these explains them much better, they are no HU. No air need be
in view.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import FloatArray

#: What a body is made of, as share, HU and spread (HU, 1 SD): fat; muscle, organs and brain; what
#: lies between; air; lung. From 568 pieces of CTs of limbs, trunks and heads without air, and the
#: air of whole ones; a few HU more or less decide nothing.
_TISSUES = (
    (0.22, -105.0, 22.0),
    (0.50, 45.0, 22.0),
    (0.17, 0.0, 60.0),
    (0.105, -1000.0, 40.0),
    (0.045, -850.0, 80.0),
)

#: Share of bone, from where, and how it gets rarer, HU.
_BONE_SHARE, _BONE_FROM_HU, _BONE_FALL_HU = 0.08, 100.0, 450.0

#: Share of voxels that are partly one thing and partly another, and all that they can be, HU.
_PARTIAL_SHARE, _PARTIAL_HU = 0.03, (-1050.0, 1500.0)

#: How likely any other value is: one damaged voxel decides nothing. And how far the table goes, HU.
_OTHER, _TABLE_HU = 1e-7, 8000.0

#: Factors that are tried, close enough to meet any between; larger ones make tissue of whatever
#: spreads evenly. HU with the sign turned have about -1.
_TRIED = tuple(float(f"{factor:.2g}") for factor in 10.0 ** np.arange(-1.7, 1.31, 0.1))
_TURNED = (-1.2, -1.0, -0.85)

#: What makes HU positive for storage: with padding below, that it was left in does not show.
_ADDED_HU = 1024.0

#: With factors between these, values are HU: tissue differs that much from person to person.
_AS_HU = (0.7, 1.4)

#: How much likelier the voxels have to be on average with a factor than without, as the difference
#: of logarithms, to be surely multiplied, and to be told of. Of 2,283 pieces of real CTs, cut out,
#: masked and clipped in many ways, none was surely so by all of this, and 6 were told of.
_SURE, _DOUBTFUL = 0.8, 0.4

#: Values that were drawn, as a distance or a ramp, spread evenly over most of their range, percent,
#: and some factor always brings them to where tissue is. A body explains real ones no worse than
#: this, as above, than an even spread does; drawn ones and noise have -0.33 and less.
_MOST_PERCENT, _EVEN_SURE, _EVEN_DOUBTFUL = (1.0, 99.0), -0.1, -0.3

#: Only what shows so much bone above this, HU, and at most half as much in the gap between fat and
#: air, or so much air, is surely multiplied.
_SHOWN_BONE, _SHOWN_BONE_HU, _GAP_HU = 0.005, 200.0, (-600.0, -200.0)
_SHOWN_AIR, _SHOWN_AIR_HU = 0.05, (-1100.0, -750.0)

#: Padding shows in so many values, and so many others are enough; so few say nothing, and fewer
#: than so many are not sure of anything.
_LOOKED_AT, _ENOUGH, _FEWEST, _SURE_FROM = 100_000, 10_000, 200, 2_000

#: Values that so many voxels share are padding, or where values were cut off: lowest and highest
#: ones, and any other.
_END_SHARE, _PADDED_SHARE = 0.01, 1 / 3

#: An image with fewer values than this, or half of one, was drawn, or is a mask.
_FEWEST_VALUES = 16


@dataclass(frozen=True)
class Scaling:
    """What was made of HU.

    Args:
        factor: what they were multiplied by: about 0.1, 10, or -1 for the sign turned.
        added: what was added afterwards: 0 or 1024.
        sure: there is hardly another explanation.
    """

    factor: float
    added: float
    sure: bool


def scaling_of(array: np.ndarray) -> Scaling | None:
    """What was made of the HU of a CT, where that shows; None where these may be HU.

    Args:
        array: of a CT, in any shape and type; numbers only.
    """
    values = _some_of(array)
    if values.size < _FEWEST:
        return None
    factors = np.array((*_TRIED, *_TURNED, 1.0))
    added = np.append(np.zeros(factors.size - 1), _ADDED_HU)
    table = _likelihoods()
    hu = (values - added[:, None]) / factors[:, None]
    places = np.rint(hu + _TABLE_HU).clip(0, table.size - 1).astype(np.intp)
    found = table[places].mean(axis=1) - np.log(np.abs(factors))
    as_hu = (factors >= _AS_HU[0]) & (factors <= _AS_HU[1]) & (added == 0)
    gain = float(found.max() - found[as_hu].max())
    low, high = np.percentile(values, _MOST_PERCENT)
    above_even = float(found.max() + np.log(high - low))
    if gain < _DOUBTFUL or above_even < _EVEN_DOUBTFUL:
        return None
    best = int(found.argmax())
    sure = gain > _SURE and above_even > _EVEN_SURE and values.size >= _SURE_FROM
    sure &= _shows_bone_or_air(hu[best])
    return Scaling(_rounded(float(factors[best])), float(added[best]), sure)


def _shows_bone_or_air(hu: FloatArray) -> bool:
    bone = float(np.mean(hu > _SHOWN_BONE_HU))
    gap = float(np.mean((hu > _GAP_HU[0]) & (hu < _GAP_HU[1])))
    air = float(np.mean((hu > _SHOWN_AIR_HU[0]) & (hu < _SHOWN_AIR_HU[1])))
    return bone > max(_SHOWN_BONE, 2 * gap) or air > _SHOWN_AIR


def _rounded(factor: float) -> float:
    """The factor; a power of ten where one is near."""
    power = float(np.sign(factor) * 10.0 ** np.rint(np.log10(abs(factor))))
    return power if _AS_HU[0] < factor / power < _AS_HU[1] else factor


def _likelihoods() -> FloatArray:
    """The logarithm of how likely each whole HU is, from the lowest of the table to the highest."""
    hu = np.arange(-_TABLE_HU, _TABLE_HU + 1)
    low, high = _PARTIAL_HU
    likely = _PARTIAL_SHARE / (high - low) * ((hu > low) & (hu < high)) + _OTHER
    falling = np.exp(-np.maximum(hu - _BONE_FROM_HU, 0) / _BONE_FALL_HU) / _BONE_FALL_HU
    likely += _BONE_SHARE * falling * (hu > _BONE_FROM_HU)
    for share, mean, spread in _TISSUES:
        height = share / (spread * np.sqrt(2 * np.pi))
        likely += height * np.exp(-0.5 * ((hu - mean) / spread) ** 2)
    logarithms: FloatArray = np.log(likely)
    return logarithms


def _some_of(array: np.ndarray) -> FloatArray:
    """Values of the image without padding and what was cut off; [] for one that was drawn."""
    some = _evenly(array.reshape(-1), _LOOKED_AT)
    values, counts = np.unique(some, return_counts=True)
    shares = counts / some.size
    left_out = shares > _PADDED_SHARE
    left_out[[0, -1]] |= shares[[0, -1]] > _END_SHARE
    kept = shares[~left_out]
    if kept.size < _FEWEST_VALUES or kept.max() > kept.sum() / 2:
        return np.empty(0)
    return _evenly(some[~np.isin(some, values[left_out])], _ENOUGH)


def _evenly(values: np.ndarray, most: int) -> FloatArray:
    places = np.linspace(0, values.size - 1, min(values.size, most)).astype(np.intp)
    some: FloatArray = values[places].astype(np.float64)
    return some
