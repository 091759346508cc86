"""Colours of signed surface distances: neutral at 0, with a step at the tolerance.

Red where the sCT's bone is too small, blue where it is too large, as red is darker and blue
brighter in the difference map. The shades are ColorBrewer's RdBu (Harrower and Brewer 2003), which
people with colour-blindness can tell apart.
"""

from __future__ import annotations

import numpy as np

NEUTRAL = (245, 243, 238)

#: Points near cut faces, which no statistic counts.
LEFT_OUT = (158, 160, 163)

#: Shades at: just below the tolerance, just above it, and at ``FULL`` tolerances and beyond.
TOO_SMALL = ((244, 178, 150), (214, 96, 77), (120, 6, 34))
TOO_LARGE = ((160, 204, 226), (67, 147, 195), (5, 48, 97))

#: Full colour is reached at this many tolerances.
FULL = 3.0


def distance_colours(
    distance_mm: np.ndarray, counted: np.ndarray, tolerance_mm: float
) -> np.ndarray:
    """Colours (n, 3), uint8, of distances.

    Args:
        distance_mm: (n,), positive where the sCT's bone is too large; NaN counts as left out.
        counted: (n,), false or 0 for points that are left out.
        tolerance_mm: where the colour steps.
    """
    known = np.nan_to_num(distance_mm) / tolerance_mm
    size = np.abs(known)
    within = np.clip(size, 0.0, 1.0)[:, None]
    beyond = np.clip((size - 1.0) / (FULL - 1.0), 0.0, 1.0)[:, None]
    result = np.zeros((len(known), 3))
    for side, shades in ((known < 0, TOO_SMALL), (known >= 0, TOO_LARGE)):
        pale, middle, full = (np.array(shade, float) for shade in shades)
        inner = np.array(NEUTRAL) * (1 - within) + pale * within
        outer = middle * (1 - beyond) + full * beyond
        result[side] = np.where(size[:, None] <= 1.0, inner, outer)[side]
    result[~np.isfinite(distance_mm) | (np.asarray(counted) == 0)] = LEFT_OUT
    return np.rint(result).astype(np.uint8)
