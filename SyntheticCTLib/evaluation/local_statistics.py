"""Means, variances and covariance of two images in a sliding 7 x 7 x 7 window, slab by slab.

Only windows that lie wholly inside the image are computed: every structural similarity of the
SynthRAD challenges drops the three outermost voxels, so how the border is continued never matters.
Windows are added up directly instead of by running sums: a running sum over 300 voxels of squared
HU loses the digits that the difference "mean of squares minus square of mean" needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array, Mask
from SyntheticCTLib.masks.boxes import box_of

#: Width of the uniform window, voxels, and the border in which no whole window fits.
WINDOW = 7
BORDER = WINDOW // 2

#: Voxels worked on at once. Keeps the ten arrays of a step near 300 MB for a 512 x 512 image.
_VOXELS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class LocalStatistics:
    """Window statistics of an image x and an image y at some voxels, arrays with one axis.

    Variances and covariance are sample ones (divided by 342, not 343). ``done`` is the share of the
    image that is behind.
    """

    mean_x: Float64Array
    mean_y: Float64Array
    variance_x: Float64Array
    variance_y: Float64Array
    covariance: Float64Array
    done: float


def local_statistics(x: np.ndarray, y: np.ndarray, mask: np.ndarray) -> Iterator[LocalStatistics]:
    """The statistics at every voxel of the mask that is at least three voxels away from each face.

    Args:
        x: first image, ``[k, j, i]``, any number type; computed in float64.
        y: second image, the same shape.
        mask: bool, the same shape.

    Yields:
        Statistics of a few slices' voxels at a time; nothing when no voxel is left.
    """
    box = box_of(mask, (BORDER, BORDER, BORDER))
    if min(side.stop - side.start for side in box) < WINDOW:
        return
    x, y, mask = x[box], y[box], mask[box]
    step = max(2 * WINDOW, _VOXELS_AT_ONCE // (mask.shape[1] * mask.shape[2]))
    for start in range(0, mask.shape[0] - 2 * BORDER, step):
        slab = slice(start, start + step + 2 * BORDER)
        chosen = mask[slab][BORDER:-BORDER, BORDER:-BORDER, BORDER:-BORDER]
        if chosen.any():
            done = min(slab.stop / mask.shape[0], 1.0)
            yield _slab_statistics(
                x[slab].astype(np.float64), y[slab].astype(np.float64), chosen, done
            )


def _slab_statistics(
    x: Float64Array, y: Float64Array, chosen: Mask, done: float
) -> LocalStatistics:
    samples = WINDOW**3
    to_sample = samples / (samples - 1)
    mean_x, mean_y = _window_sum(x)[chosen] / samples, _window_sum(y)[chosen] / samples
    square_x, square_y = _window_sum(x * x)[chosen], _window_sum(y * y)[chosen]
    product = _window_sum(x * y)[chosen]
    return LocalStatistics(
        mean_x,
        mean_y,
        to_sample * (square_x / samples - mean_x * mean_x),
        to_sample * (square_y / samples - mean_y * mean_y),
        to_sample * (product / samples - mean_x * mean_y),
        done,
    )


def _window_sum(image: Float64Array) -> Float64Array:
    """Sum over each whole window; every axis gets six voxels shorter."""
    for axis in range(3):
        image = _sum_of_seven(image, axis)
    return image


def _sum_of_seven(image: Float64Array, axis: int) -> Float64Array:
    """Sum of seven neighbours along an axis in four additions: 7 = 4 + 2 + 1."""

    def part(array: Float64Array, first: int, count: int) -> Float64Array:
        index = [slice(None)] * 3
        index[axis] = slice(first, first + count)
        return array[tuple(index)]

    length = image.shape[axis]
    pairs = part(image, 0, length - 1) + part(image, 1, length - 1)
    total = part(pairs, 0, length - 6) + part(pairs, 2, length - 6)
    total += part(pairs, 4, length - 6)
    total += part(image, 6, length - 6)
    return total
