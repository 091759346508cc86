"""Where a tissue's peak lies in a histogram of HU."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Float64Array

#: Fewer voxels of a tissue have no peak of it.
FEWEST = 150

#: A count is the mean over so many bins, and these reach past the limits on either side.
_SMOOTHED, _BEYOND = 5, 2


def tissue_peak(values: Float32Array, limits: tuple[float, float], step: float) -> float | None:
    """The highest place of a smoothed histogram between two limits that is a peak there.

    Args:
        values: HU, any shape.
        limits: lowest and highest HU of the tissue.
        step: width of a bin, HU.
    """
    bins = np.arange(limits[0] - _BEYOND * step, limits[1] + (_BEYOND + 1) * step, step)
    counts, _ = np.histogram(values, bins)
    if counts.sum() < FEWEST:
        return None
    smooth: Float64Array = np.convolve(counts, np.ones(_SMOOTHED) / _SMOOTHED, mode="valid")
    best = int(smooth.argmax())
    if best in (0, len(smooth) - 1):  # the flank of a peak that lies elsewhere
        return None
    return float(bins[best + _BEYOND] + step / 2)
