"""An MR's intensity scale that hangs on muscle, not on what else the image happens to show.

A z-score over the body changes with the crop: a knee cut out of a thigh has less muscle and more
marrow, so its mean and SD are others and the same muscle gets another value. The most frequent
signal of muscle is nearly the same in both. On crops of 38 limbs and pelves (bone and 8 voxels
round it, halves, 12 slices) the z-score moved muscle by 0.12 to 0.36 and fat by 0.3 to 1.6 in the
median, this scale by 0.01 and by 0.02 to 0.05. A second anchor at fat was worse: crops without fat
take marrow, fascia or tumour for it. Nothing is 0 in an MR, and stays one value here.
"""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.preprocessing.body_mask import otsu

#: Name of this scale in a model's metadata and in recipes.
MUSCLE_SCALE = "muscle in body"

#: Mean and SD of the body's signal in units of muscle, medians over those limbs and pelves: with
#: them the numbers lie where a z-score has them, and weights that learnt on one fit the other.
BODY_MEAN_IN_MUSCLES = 1.65
BODY_SD_IN_MUSCLES = 0.89

#: Percentile of the body's signal above which vessels and flow artefacts lie.
_BRIGHTEST = 99.5

#: Cortex, tendon and air, as a share of the brightest signal and then of typical dark tissue.
_VOID_SHARE, _DARK_SHARE = 0.1, 0.3

#: Histogram of the darker class, and the SD by which it is smoothed, bins.
_BINS, _SMOOTHING_BINS = 128, 4.0


def muscle_signal(array: np.ndarray, mask: np.ndarray) -> float:
    """The most frequent signal of muscle: the mode of the darker of two classes (Otsu).

    Args:
        array: T1-weighted MR in any units, [k, j, i]; muscle is darker than fat.
        mask: bool, same shape; the body.

    Raises:
        InputError: the mask is empty, of another shape, or the MR is constant inside it.
    """
    if array.shape != mask.shape:
        raise InputError(f"A mask of shape {mask.shape} does not fit an image of {array.shape}.")
    values = array[mask].astype(np.float64)
    values = values[values > 0]
    if values.size == 0 or values.min() == values.max():
        raise InputError("The MR shows nothing, or one value only, in the body: it has no muscle.")
    values = np.minimum(values, np.percentile(values, _BRIGHTEST))
    seen = values[values > _VOID_SHARE * values.max()]
    darker = values[values <= otsu(seen)]
    typical = float(np.median(darker[darker > np.median(darker) / 4]))
    return _mode(darker[darker > _DARK_SHARE * typical])


def in_muscles(array: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, float]:
    """Signal and offset; ``signal - offset`` is what a network sees.

    Args:
        array, mask: as for ``muscle_signal``.

    Returns:
        The signal in units of the body's SD that muscle lets expect, 0 outside the mask (float32),
        and the offset, always the same.

    Raises:
        InputError: see ``muscle_signal``.
    """
    unit = muscle_signal(array, mask) * BODY_SD_IN_MUSCLES
    signal = np.where(mask, array, 0).astype(np.float32) / np.float32(unit)
    return signal, BODY_MEAN_IN_MUSCLES / BODY_SD_IN_MUSCLES


def _mode(values: np.ndarray) -> float:
    counts, edges = np.histogram(values, bins=_BINS)
    reach = np.arange(-3 * _SMOOTHING_BINS, 3 * _SMOOTHING_BINS + 1)
    kernel = np.exp(-0.5 * (reach / _SMOOTHING_BINS) ** 2)
    smooth = np.convolve(counts.astype(float), kernel, mode="same")
    peak = int(smooth.argmax())
    return float((edges[peak] + edges[peak + 1]) / 2)
