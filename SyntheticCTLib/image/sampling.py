"""Values of a volume at any places in the patient."""

from __future__ import annotations

from itertools import product

import numpy as np

from SyntheticCTLib.arrays import Float32Array
from SyntheticCTLib.image.volume import Volume


def values_at(volume: Volume, places: np.ndarray, outside: float) -> Float32Array:
    """Values at places, straight lines between voxel centres.

    Args:
        volume: array [k, j, i].
        places: LPS mm, (..., 3).
        outside: the value beyond the outermost voxel centres.

    Returns:
        (...), float32.
    """
    k, j, i = volume.array.shape
    index = volume.grid.to_index(places.reshape(-1, 3)).T.astype(np.float32)
    last = np.array([[i - 1], [j - 1], [k - 1]], np.float32)
    inside = ((index >= 0) & (index <= last)).all(axis=0)
    index = np.clip(index, 0, last)
    low = np.minimum(index.astype(np.int64), np.maximum(last.astype(np.int64) - 1, 0))
    share = index - low
    flat = volume.array.reshape(-1)
    strides = (1, i, i * j)
    found = np.zeros(index.shape[1], np.float32)
    for corner in product((0, 1), repeat=3):
        weight = np.ones(index.shape[1], np.float32)
        at = np.zeros(index.shape[1], np.int64)
        for axis, step in enumerate(corner):
            weight *= share[axis] if step else 1 - share[axis]
            at += strides[axis] * np.minimum(low[axis] + step, volume.size[axis] - 1)
        found += weight * flat[at]
    found[~inside] = outside
    return found.reshape(places.shape[:-1])
