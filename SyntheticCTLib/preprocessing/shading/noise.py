"""Noise of a cone-beam CT: how much there is, and most of it taken off where nothing else is."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.image.grid import Vector

#: Means are taken over so many mm to each side across, and so many along the patient.
_ACROSS_MM, _ALONG_MM = 4.0, 2.0

#: The noise is what varies at the quietest places, a percentile of all.
_QUIET = 20.0

#: Where the noise is measured, HU: tissue, where no gas or bone has edges.
_TISSUE_HU = (-250.0, 250.0)


def noise_sd(hu: np.ndarray, seen: Mask, spacing: Vector) -> float:
    """The SD of what changes from place to place faster than tissue does, HU.

    It is that of the quietest places, for elsewhere tissues meet.

    Args:
        hu: [k, j, i], axes along LPS.
        seen: field of view.
        spacing: (i, j, k), mm.
    """
    mean, square = _means(hu, seen, spacing)
    tissue = seen & (mean > _TISSUE_HU[0]) & (mean < _TISSUE_HU[1])
    if not tissue.any():
        return 0.0
    return float(np.sqrt(np.percentile(np.maximum(square - mean**2, 0)[tissue], _QUIET)))


def without_noise(hu: np.ndarray, seen: Mask, spacing: Vector) -> Float32Array:
    """A scan without most of its noise: Wiener's filter with local mean and variance.

    Where values vary by no more than the noise they become their mean; the more they vary, as at
    edges, the more they stay (Lee, IEEE PAMI 2:165, 1980).

    Args:
        hu: [k, j, i], axes along LPS.
        seen: field of view; elsewhere values stay.
        spacing: (i, j, k), mm.
    """
    noise = noise_sd(hu, seen, spacing)
    mean, square = _means(hu, seen, spacing)
    variance = np.maximum(square - mean**2, 1e-3)
    kept = np.clip(1 - noise**2 / variance, 0, 1)
    result: Float32Array = np.where(seen, mean + kept * (hu - mean), hu).astype(np.float32)
    return result


def _means(hu: np.ndarray, seen: Mask, spacing: Vector) -> tuple[Float32Array, Float32Array]:
    """Local means of values and of their squares, of what was seen."""
    radius = [
        max(round(mm / step), 1 if n < 2 else 0)
        for n, (mm, step) in enumerate(
            zip((_ACROSS_MM, _ACROSS_MM, _ALONG_MM), spacing, strict=True)
        )
    ]
    count, total, squares = (
        sitk.GetArrayFromImage(
            sitk.BoxMean(sitk.GetImageFromArray(image.astype(np.float32)), radius)
        )
        for image in (seen, np.where(seen, hu, 0), np.where(seen, hu, 0).astype(np.float64) ** 2)
    )
    count = np.maximum(count, 1e-6)
    return total / count, squares / count
