"""A Gaussian blur along the axes of an array: ITK's discrete Gaussian, several times faster.

A volume that is sampled more coarsely is blurred first, and on fine voxels ITK's filter, which
visits each voxel with its neighbours, took longer than the network. Here whole slices are weighted,
each for all three axes while it lies in the processor's cache. The weights are ITK's own, sums are
taken in float64 from the middle outwards and rounded after each axis, and beyond the border lie
the voxels at it, so that values are ITK's (float32: to the last bit nearly everywhere).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

#: Voxels to which a kernel may reach, and the share of the Gaussian that may be cut off.
_FARTHEST = 32
_CUT_OFF = 0.01


def blurred(array: np.ndarray, variances: Sequence[float]) -> np.ndarray:
    """The array, blurred along each axis; in as many threads as ITK's filters use.

    Args:
        array: [k, j, i], float32 or float64.
        variances: of the Gaussian along k, j and i, voxels squared; 0 leaves the axis as it is.

    Returns:
        A new array of the same shape and type.
    """
    along_k, along_j, along_i = (weights_of(float(variance)) for variance in variances)
    last = len(array) - 1
    out = np.empty_like(array)

    def take(k: int) -> None:
        lines = _weighted(lambda step: array[min(max(k + step, 0), last)], along_k, array.dtype)
        lines = _along_lines(lines, along_j)
        out[k] = _along_lines(lines.T, along_i).T

    with ThreadPoolExecutor(sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()) as pool:
        for _ in pool.map(take, range(last + 1)):
            pass
    return out


def _along_lines(lines: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """[line, ...] with each line a weighted sum of those round it."""
    reach, count = len(weights) - 1, len(lines)
    if reach == 0:
        return lines
    wide = np.pad(lines, [(reach, reach), (0, 0)], mode="edge")
    return _weighted(lambda step: wide[reach + step : reach + step + count], weights, lines.dtype)


def _weighted(at: Callable[[int], np.ndarray], weights: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """The middle and the pairs on both sides of it, weighted; summed in float64."""
    if len(weights) == 1:
        return at(0)
    total: np.ndarray = np.multiply(at(0), weights[0], dtype=np.float64)
    pair = np.empty_like(total)
    for step in range(1, len(weights)):
        np.add(at(-step), at(step), out=pair, dtype=np.float64)
        np.multiply(pair, weights[step], out=pair)
        np.add(total, pair, out=total)
    return total.astype(dtype, copy=False)


@lru_cache(maxsize=32)
def weights_of(variance: float) -> np.ndarray:
    """Weights of the middle voxel and of those 1, 2, ... voxels away: what ITK makes of a point."""
    if variance <= 0.0:
        return np.ones(1)
    point = np.zeros((1, 1, 4 * _FARTHEST + 1))
    point[..., 2 * _FARTHEST] = 1.0
    image = sitk.GetImageFromArray(point)
    spread = sitk.DiscreteGaussian(image, [variance, 0.0, 0.0], 2 * _FARTHEST, _CUT_OFF, False)
    weights = sitk.GetArrayFromImage(spread)[0, 0, 2 * _FARTHEST :]
    return weights[weights > 0.0]
