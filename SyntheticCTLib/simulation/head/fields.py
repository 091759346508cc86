"""Random fields on a head's grid: textures inside tissues, and what varies slowly along a skull."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.image.grid import Grid

#: A field is drawn on a grid of this share of its grain, and interpolated from there.
_STEPS_PER_GRAIN = 0.7


def grains(grid: Grid, grain_mm: float, rng: np.random.Generator) -> Float32Array:
    """Smooth noise of mean 0 and SD 1, [k, j, i].

    Args:
        grid: where.
        grain_mm: SD of the Gaussian that smooths white noise, mm.
        rng: where the randomness comes from.
    """
    step = max(grain_mm * _STEPS_PER_GRAIN, min(grid.spacing))
    size = np.array(grid.size) * np.array(grid.spacing)
    coarse = np.ceil(size / step).astype(int) + 1
    noise = sitk.GetImageFromArray(rng.standard_normal(coarse[::-1], dtype=np.float32))
    noise.SetSpacing([step] * 3)
    smooth: Float32Array = sitk.GetArrayFromImage(sitk.SmoothingRecursiveGaussian(noise, grain_mm))
    field = _enlarged(smooth, grid.shape)
    # Every 7th value says as much of mean and SD as all.
    some = field.ravel()[::7]
    field -= np.float32(some.mean())
    field /= np.float32(max(some.std(), 1e-6))
    return field


def _enlarged(array: Float32Array, shape: tuple[int, int, int]) -> Float32Array:
    """Interpolated linearly to another shape; PyTorch does it many times faster than the others."""
    if array.shape == shape:
        return array
    from torch import from_numpy
    from torch.nn.functional import interpolate

    large = interpolate(from_numpy(array)[None, None], shape, mode="trilinear", align_corners=True)
    result: Float32Array = large[0, 0].numpy()
    return result


def between(field: Float32Array, low: float, high: float) -> Float32Array:
    """A field of ``grains`` as values that lie mostly in a range; beyond it they are its ends."""
    middle, half = (low + high) / 2, (high - low) / 2
    values: Float32Array = np.clip(middle + half / 1.6 * field, low, high).astype(np.float32)
    return values
