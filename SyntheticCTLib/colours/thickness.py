"""Colours of a skull's thickness: pale where it is thin, dark where it is thick."""

from __future__ import annotations

import numpy as np

#: Shades of ColorBrewer's YlGnBu (Harrower and Brewer 2003) at 0, 3, 6, 9 and 12 mm and beyond.
SHADES = ((255, 255, 217), (199, 233, 180), (65, 182, 196), (34, 94, 168), (8, 29, 88))
FULL_MM = 12.0

#: Where the thickness is not known.
UNKNOWN = (158, 160, 163)


def thickness_colours(thickness_mm: np.ndarray) -> np.ndarray:
    """Colours (n, 3), uint8, of thicknesses (n,), mm; NaN is grey."""
    ends = np.linspace(0.0, FULL_MM, len(SHADES))
    known = np.nan_to_num(thickness_mm)
    channels = [np.interp(known, ends, shades) for shades in zip(*SHADES, strict=True)]
    result: np.ndarray = np.rint(np.stack(channels, axis=-1)).astype(np.uint8)
    result[~np.isfinite(thickness_mm)] = UNKNOWN
    return result
