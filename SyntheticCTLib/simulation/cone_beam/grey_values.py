"""From densities to the numbers that a vendor writes: HU that are off, attenuation, 16 bits."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.hounsfield import AIR_HU, LOWEST_HU
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters

#: The HU-like grey values are whole numbers, and no scanner writes lower or higher ones.
_GREY_LIMITS = (-2048.0, 12000.0)

#: Attenuation of water at the mean energy of such beams, 1/mm, and what it is as 16 bits.
_WATER_PER_MM = 0.02
_WATER_UNSIGNED = 6000.0


def grey_values(
    density: Float32Array, seen: Mask, radius2: np.ndarray, p: ConeBeamParameters
) -> np.ndarray:
    """Densities as the grey values of a scanner whose calibration is off.

    Args:
        density: relative to water, [k, j, i].
        seen: the field of view, the same shape.
        radius2: squared distance from the axis over that of the field's rim, [j, i].
        p: the scan.

    Returns:
        int16, uint16 or float32 of the same shape, by ``grey_units``; the padding outside.
    """
    shaded = density * (1 + p.cupping * (radius2 - 0.5)).astype(np.float32) * p.grey_scale
    if p.grey_units == "attenuation":
        grey = np.maximum(shaded * _WATER_PER_MM, 0)
        return np.where(seen, grey, 0.0 if p.padding is None else p.padding).astype(np.float32)
    if p.grey_units == "unsigned":
        grey = np.clip(np.rint(shaded * _WATER_UNSIGNED), 0, np.iinfo(np.uint16).max)
        return np.where(seen, grey, max(p.padding or 0.0, 0.0)).astype(np.uint16)
    grey = -AIR_HU * shaded + AIR_HU + p.grey_offset
    grey = np.clip(np.rint(grey), *_GREY_LIMITS)
    if p.padding is not None:
        # Only of air can a padding be the end of the scale.
        lowest = p.padding if p.padding <= AIR_HU else _GREY_LIMITS[0]
        return np.where(seen, np.maximum(grey, lowest), p.padding).astype(np.int16)
    lowest = min(float(np.percentile(grey[seen], 0.1)), LOWEST_HU)
    return np.where(seen, np.maximum(grey, lowest + 1), lowest).astype(np.int16)
