"""The intensity scales that a recipe may give an MR as a network's input."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.preprocessing.intensity import Z_SCORE, zscore_in_mask
from SyntheticCTLib.preprocessing.muscle_scale import MUSCLE_SCALE, in_muscles

#: An MR's array [k, j, i] and its body (bool) to signal and offset: the signal is 0 where there is
#: none, ``signal - offset`` is what the network sees.
InputScale = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, float]]


def zscored(array: np.ndarray, body: np.ndarray) -> tuple[np.ndarray, float]:
    """The signal in units of the body's SD, and the offset, mean over SD of the body.

    Raises:
        InputError: see ``zscore_in_mask``.
    """
    zscore = zscore_in_mask(array, body)
    inside = array[body].astype(np.float64)
    offset = float(inside.mean() / inside.std())
    return zscore + np.float32(offset), offset


#: By their names in recipes and in models' metadata.
INPUT_SCALES: dict[str, InputScale] = {Z_SCORE: zscored, MUSCLE_SCALE: in_muscles}


def input_scale(kind: str) -> InputScale:
    """The scale of that name.

    Raises:
        InputError: there is none.
    """
    if kind not in INPUT_SCALES:
        raise InputError(f"Unknown input scale {kind!r}; known scales: {', '.join(INPUT_SCALES)}.")
    return INPUT_SCALES[kind]
