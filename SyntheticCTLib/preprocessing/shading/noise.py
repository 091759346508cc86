"""Noise of a cone-beam CT: how much there is, and most of it taken off where nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.image.grid import Vector

#: Means are taken over so many mm to each side across, and so many along the patient.
_ACROSS_MM, _ALONG_MM = 4.0, 2.0

#: The noise is what varies at the quietest places, a percentile of all. Of what further turns find
#: so much is noise that it is what varies at most of them.
_QUIET, _QUIET_OF_LOUD = 20.0, 50.0

#: One turn leaves noise that is wider than its means; where more than this SD is left, HU, which no
#: tissue has in its quietest places, there are further ones.
_LOUD_HU, _TURNS = 40.0, 3

#: Places are squares of this side across, mm, wide enough to hold quiet ones; of fewer voxels of
#: tissue nothing is told.
_PLACE_MM, _FEWEST = 50.0, 300

#: Where the noise is measured, HU: tissue, where no gas or bone has edges.
_TISSUE_HU = (-250.0, 250.0)


def without_noise(hu: np.ndarray, seen: Mask, spacing: Vector) -> Float32Array:
    """A scan without most of its noise: Wiener's filter with local mean and variance.

    Where values vary by no more than the noise they become their mean; the more they vary, as at
    edges, the more they stay (Lee, IEEE PAMI 2:165, 1980). A wide body lets less through on its
    long side, so the noise is measured place by place, and nowhere below that of the whole.

    Args:
        hu: [k, j, i], axes along LPS.
        seen: field of view; elsewhere values stay.
        spacing: (i, j, k), mm.
    """
    result = hu.astype(np.float32)
    for turn in range(_TURNS):
        mean, square = _means(result, seen, spacing)
        variance = np.maximum(square - mean**2, 1e-3)
        noise = _noise_of_places(variance, _tissue(mean, seen), spacing, _QUIET)
        if turn > 0:
            loud = noise > _LOUD_HU**2
            if not loud.any():
                break
            noise = _noise_of_places(variance, _tissue(mean, seen), spacing, _QUIET_OF_LOUD)
            noise = np.where(loud, noise, np.float32(0))
        kept = np.clip(1 - noise / variance, 0, 1)
        result = np.where(seen, mean + kept * (result - mean), result).astype(np.float32)
    return result


def _tissue(mean: Float32Array, seen: Mask) -> Mask:
    return seen & (mean > _TISSUE_HU[0]) & (mean < _TISSUE_HU[1])


def _noise_of_places(
    variance: Float32Array, tissue: Mask, spacing: Vector, percent: float
) -> Float32Array:
    """A percentile of the variance of tissue around each place, [1, j, i], of all slices."""
    if not tissue.any():
        return np.zeros((1, *variance.shape[1:]), np.float32)
    whole = float(np.percentile(variance[tissue], percent))
    places = [
        np.array_split(np.arange(size), max(round(size * step / _PLACE_MM), 1))
        for size, step in zip(variance.shape[1:], spacing[1::-1], strict=True)
    ]
    noise = np.full([len(side) for side in places], whole)
    for row, j in enumerate(places[0]):
        for column, i in enumerate(places[1]):
            part = np.s_[:, j[0] : j[-1] + 1, i[0] : i[-1] + 1]
            quiet = variance[part][tissue[part]]
            if quiet.size >= _FEWEST:
                noise[row, column] = max(float(np.percentile(quiet, percent)), whole)
    along, across = (_between(side) for side in places)
    smooth: Float32Array = (along.T @ noise @ across).astype(np.float32)[None]
    return smooth


def _between(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Weights [part, index] that lead smoothly from the middle of each part to the next."""
    middles = [float(part.mean()) for part in parts]
    places = np.arange(parts[-1][-1] + 1)
    return np.stack([np.interp(places, middles, one) for one in np.eye(len(parts))])


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
