"""Whether fat and muscle of a CT lie at half of their HU or at twice these.

``guards.scale`` asks how likely all values are, and a noisy or blurred CT spreads as twice a sharp
one does. The peaks of fat and muscle stay where they are: where an image has both, and no third,
they tell a factor of 2, with air in view or without.
"""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import FloatArray

#: Tried; with others beside them, two pieces of real CTs are doubted.
_HALVED_OR_DOUBLED = (0.5, 2.0)

#: Where the two peaks lie in HU.
_FAT_HU, _MUSCLE_HU = (-135.0, -70.0), (5.0, 95.0)

#: The histogram: its ends, and its steps and smoothing (1 SD), HU.
_FROM_HU, _TO_HU, _STEP_HU, _SMOOTHED_HU = -450.0, 351.0, 3.0, 9.0

#: A peak is no lower than this share of the highest one, and another one no higher than this share
#: of the lower of the two, between these, HU.
_LOWEST_PEAK, _OTHER_PEAK, _OTHERS_HU = 0.1, 0.3, (-400.0, 300.0)

#: How far the histogram falls between the two, as a share of the lower one: enough to know HU, and
#: enough to doubt them.
_FALLS_IN_HU, _FALLS = 0.15, 0.3


def halved_or_doubled(values: FloatArray) -> float | None:
    """What HU were multiplied by, 0.5 or 2, as their two peaks have it; None where these are HU.

    Of 564 pieces of 51 real CTs without air none is doubted, and of the same times 2, as times 0.5,
    103 are told.

    Args:
        values: of a CT, see ``image.hu_likelihood.some_values``.
    """
    if _valley(values) > _FALLS_IN_HU:
        return None
    found = {factor: _valley(values / factor) for factor in _HALVED_OR_DOUBLED}
    best = max(found, key=lambda factor: found[factor])
    return best if found[best] > _FALLS else None


def _valley(hu: FloatArray) -> float:
    """How far a histogram falls between its peaks of fat and muscle; 0 without both."""
    edges = np.arange(_FROM_HU, _TO_HU, _STEP_HU)
    counts, _ = np.histogram(hu, edges)
    middles = edges[:-1] + _STEP_HU / 2
    away = np.arange(-4 * _SMOOTHED_HU, 4 * _SMOOTHED_HU + 1, _STEP_HU)
    kernel = np.exp(-0.5 * (away / _SMOOTHED_HU) ** 2)
    smooth = np.convolve(counts, kernel / kernel.sum(), "same")
    inner = smooth[1:-1]
    high = (inner > smooth[:-2]) & (inner >= smooth[2:]) & (inner > _LOWEST_PEAK * smooth.max())
    peaks = np.flatnonzero(high) + 1
    fat, muscle = (
        max((p for p in peaks if low < middles[p] < top), key=lambda p: smooth[p], default=None)
        for low, top in (_FAT_HU, _MUSCLE_HU)
    )
    if fat is None or muscle is None:
        return 0.0
    lower = min(smooth[fat], smooth[muscle])
    others = (
        smooth[p]
        for p in peaks
        if p not in (fat, muscle) and _OTHERS_HU[0] < middles[p] < _OTHERS_HU[1]
    )
    if any(height > _OTHER_PEAK * lower for height in others):
        return 0.0
    return float(1 - smooth[fat:muscle].min() / lower)
