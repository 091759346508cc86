"""Colours of voxel values: grey in a window, and differences red below 0 and blue above."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from SyntheticCTLib.image.volume import Volume

#: Lowest and highest value that show soft tissue and bone together, HU.
CT_WINDOW = (-450.0, 1050.0)

#: Turns values (rows, columns) into colours (rows, columns, 3), uint8.
Colours = Callable[[np.ndarray], np.ndarray]


def grey(lowest: float, highest: float) -> Colours:
    """Black at ``lowest`` and below, white at ``highest`` and above."""

    def colours(values: np.ndarray) -> np.ndarray:
        share = np.clip((values - lowest) / (highest - lowest), 0.0, 1.0)
        return np.repeat((255 * share).astype(np.uint8)[..., None], 3, axis=-1)

    return colours


def grey_of_mr(volume: Volume) -> Colours:
    """Black at 0, white at the 99.5th percentile of what is above 0: MR has no unit."""
    signal = volume.array[volume.array > 0]
    return grey(0.0, float(np.percentile(signal, 99.5)) if signal.size else 1.0)


def red_below_blue_above(limit: float) -> Colours:
    """White at 0, full red at ``-limit`` (darker than the truth), full blue at ``limit``."""

    def colours(values: np.ndarray) -> np.ndarray:
        share = np.clip(values / limit, -1.0, 1.0)
        red, blue = 1.0 - np.maximum(share, 0.0), 1.0 - np.maximum(-share, 0.0)
        return (255 * np.stack([red, np.minimum(red, blue), blue], axis=-1)).astype(np.uint8)

    return colours
