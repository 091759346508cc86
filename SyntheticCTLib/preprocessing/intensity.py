"""Intensities as networks see them: z-scores for MR, normalised Hounsfield units for CT."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import HIGHEST_HU, LOWEST_HU

#: Kinds of input scale in a model's metadata: ``zscore_in_mask``; ``normalise_hu``; and that of a
#: cone-beam CT whose air and soft tissue ``cone_beam.calibrate`` put where they lie in HU.
Z_SCORE = "z-score in body"
HU = "HU"
AIR_AND_TISSUE = "HU by air and tissue"


def zscore_in_mask(array: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """An MR with mean 0 and standard deviation 1 over the body, per volume.

    Voxels outside the mask get the z-score of intensity 0: no signal looks like no signal, whatever
    noise or padding was there.

    Args:
        array: MR in any units, ``[k, j, i]``.
        mask: bool, same shape; the body.

    Returns:
        float32, same shape.

    Raises:
        InputError: the mask is empty, of another shape, or the MR is constant inside it.
    """
    _check_shapes(array, mask)
    inside = array[mask].astype(np.float64)
    if inside.size == 0:
        raise InputError("The body mask is empty: there is nothing to normalise by.")
    mean, sd = float(inside.mean()), float(inside.std())
    if not np.isfinite(sd) or sd == 0.0:
        raise InputError(f"The MR has one value ({mean:g}) in the whole body: it holds no image.")
    result = np.full(array.shape, -mean / sd, np.float32)
    result[mask] = (inside - mean) / sd
    return result


def normalise_hu(
    array: np.ndarray,
    mean: float,
    sd: float,
    *,
    clip: Sequence[float] = (LOWEST_HU, HIGHEST_HU),
) -> np.ndarray:
    """HU clipped to the given range, minus the training set's mean, divided by its SD.

    Args:
        array: HU, any shape.
        mean: mean HU of the training set.
        sd: standard deviation of HU of the training set.
        clip: lowest and highest HU.

    Returns:
        float32, same shape.

    Raises:
        InputError: the SD is not positive.
    """
    _check_sd(sd)
    clipped: np.ndarray = np.clip(array, clip[0], clip[1])
    return np.asarray((clipped - mean) / sd, np.float32)


def denormalise_hu(
    array: np.ndarray,
    mean: float,
    sd: float,
    *,
    clip: Sequence[float] = (LOWEST_HU, HIGHEST_HU),
) -> np.ndarray:
    """The inverse of ``normalise_hu``, clipped to the range that a model may say.

    Args:
        array: a network's output, any shape.
        mean: mean HU of the training set.
        sd: standard deviation of HU of the training set.
        clip: lowest and highest HU.

    Returns:
        float32 HU, same shape.

    Raises:
        InputError: the SD is not positive.
    """
    _check_sd(sd)
    hounsfield: np.ndarray = array * np.float32(sd) + np.float32(mean)
    return np.asarray(np.clip(hounsfield, clip[0], clip[1]), np.float32)


def _check_shapes(array: np.ndarray, mask: np.ndarray) -> None:
    if array.shape != mask.shape:
        raise InputError(f"A mask of shape {mask.shape} does not fit an image of {array.shape}.")


def _check_sd(sd: float) -> None:
    if not sd > 0:
        raise InputError(f"The standard deviation must be positive; got {sd} HU.")
