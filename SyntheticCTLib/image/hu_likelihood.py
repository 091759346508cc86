"""How likely values are as the HU of a body, with air in view or without.

Half of a body's voxels are muscle, organs or brain, a fifth is fat, some are bone, and round it is
air, each where HU have it. ``guards.scale`` asks it of values divided by factors, and of MRs.
"""

from __future__ import annotations

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

#: Padding shows in so many values, and so many others are enough; so few say nothing.
_LOOKED_AT, _ENOUGH, FEWEST = 100_000, 10_000, 200

#: Values that so many voxels share are padding, or where values were cut off: lowest and highest
#: ones, and any other.
_END_SHARE, _PADDED_SHARE = 0.01, 1 / 3

#: An image with fewer values than this, or half of one, was drawn, or is a mask.
_FEWEST_VALUES = 16

#: Values that were drawn, as a distance or a ramp, spread evenly over most of their range, percent.
_MOST_PERCENT = (1.0, 99.0)

#: Pieces of CTs without air or fat are this much likelier as HU than an even spread, and some of
#: their values are below water. Of 240 such pieces of 51 CTs 70 % are like that; of 480 pieces of
#: MRs, as they are, less their mean and standardised, one is, to which negative numbers were given.
_LIKE_HU, _BELOW_WATER = -0.25, (0.001, 0.4)


def like_hu(array: np.ndarray) -> bool:
    """Whether values without air or fat are those of muscle, organs and bone in HU, and no MR's.

    Args:
        array: of a scan, in any shape and type; numbers only.
    """
    values = some_values(array)
    if values.size < FEWEST:
        return False
    fewest, most = _BELOW_WATER
    if not fewest < np.mean(values < 0) < most:
        return False
    return above_even(float(log_likelihood(values)), values) > _LIKE_HU


def above_even(likelihood: float, values: FloatArray) -> float:
    """How much likelier a mean logarithm is than with values spread evenly over their range."""
    low, high = np.percentile(values, _MOST_PERCENT)
    return likelihood + float(np.log(high - low))


def log_likelihood(hu: FloatArray) -> FloatArray:
    """The mean logarithm of how likely values are along the last axis.

    Args:
        hu: ``[..., n]``.
    """
    table = _likelihoods()
    places = np.rint(hu + _TABLE_HU).clip(0, table.size - 1).astype(np.intp)
    means: FloatArray = table[places].mean(axis=-1)
    return means


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


def some_values(array: np.ndarray) -> FloatArray:
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
