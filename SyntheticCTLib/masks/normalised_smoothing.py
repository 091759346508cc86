"""A Gaussian of what lies in a mask, untouched by what lies outside it."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.image.grid import Vector

#: Less of a Gaussian inside the mask tells nothing.
_LEAST_SHARE = 1e-3


def smoothed_in_mask(
    array: np.ndarray,
    mask: Mask | Float32Array,
    spacing: Vector,
    sd_mm: float,
    *,
    far_mm: float = 0.0,
) -> Float32Array:
    """The mean of an array's values in a mask, weighted by a Gaussian (Knutsson and Westin 1993).

    Args:
        array: [k, j, i].
        mask: the same shape; or how much each value counts, from 0 to 1.
        spacing: (i, j, k), mm.
        sd_mm: of the Gaussian.
        far_mm: SD of a wider one, which says what the first cannot; 0 for none.

    Returns:
        float32 of the same shape; 0 where no value is near enough.
    """
    inside = mask.astype(np.float32)
    values = np.where(mask, array, 0).astype(np.float32) * inside
    sums, shares = (_gaussian(image, spacing, sd_mm) for image in (values, inside))
    far = np.zeros(array.shape, np.float32)
    if far_mm > 0:
        far = smoothed_in_mask(array, mask, spacing, far_mm)
        # The wider one steps in by as much as the first lacks.
        sums, shares = sums + far * np.float32(0.05), shares + np.float32(0.05)
    known = shares > _LEAST_SHARE
    result: Float32Array = np.where(known, sums / np.maximum(shares, _LEAST_SHARE), far)
    return result


def _gaussian(array: Float32Array, spacing: Vector, sd_mm: float) -> Float32Array:
    image = sitk.GetImageFromArray(array)
    image.SetSpacing(spacing)
    # Of a few slices the recursive filter's ends run wild: repeat the border first.
    margin = [min(round(2 * sd_mm / s), 12) for s in spacing]
    wide = sitk.ZeroFluxNeumannPad(image, margin, margin)
    smooth = sitk.SmoothingRecursiveGaussian(wide, [sd_mm] * 3)
    size = list(image.GetSize())
    return np.asarray(sitk.GetArrayFromImage(sitk.RegionOfInterest(smooth, size, margin)))
