"""MR, CT or cone-beam CT? By the header where there is one, else by the values."""

from __future__ import annotations

import numpy as np

from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.image.hu_likelihood import like_hu
from SyntheticCTLib.image.volume import Volume

#: Kinds of image whose values are HU.
IN_HOUNSFIELD = ("CT", "CBCT")

#: Values this low, HU, exist in every CT that shows air or lung, and in no MR.
_SURELY_AIR_HU = -500.0

#: In a CT without air, fat still puts this share of the values below this, HU.
_FAT_HU, _FAT_SHARE = -50.0, 0.05

#: Everything above this is tissue, HU, and its peak (water, muscle, fat) lies in this range in a
#: CT.
_TISSUE_HU = -400.0
_TISSUE_PEAK_HU = (-160.0, 160.0)

#: Air outside the body may be off by this much, HU, in a CT; cone-beam shading moves it farther.
_AIR_TOLERANCE_HU = 100.0

_BIN_HU = 20.0
_MOST_SAMPLES = 1_000_000


def guess_modality(volume: Volume) -> str:
    """The kind of image: "MR", "CT", "CBCT" or "unknown".

    ``metadata["modality"]`` decides where it is given ("MR", "CT", "CBCT"). Otherwise: Hounsfield
    units reach far below zero and have a tissue peak near zero; MR signal does neither. A piece
    without air and fat is a CT where muscle, organs and bone lie as HU have them. Values in HU
    whose air or tissue lies where no calibrated CT has them are taken for a CBCT.

    Args:
        volume: any volume, array ``[k, j, i]``.
    """
    named = str(volume.metadata.get("modality") or "").upper()
    if named in ("MR", "CT", "CBCT"):
        return named
    values = volume.array.ravel()
    values = values[:: max(values.size // _MOST_SAMPLES, 1)].astype(np.float64)
    if values.size == 0 or not np.isfinite(values).all() or values.min() == values.max():
        return "unknown"
    has_air = float(np.mean(values < _SURELY_AIR_HU)) > 0.001
    has_fat = float(np.mean(values < _FAT_HU)) > _FAT_SHARE
    if not (has_air or has_fat):
        return "CT" if like_hu(values) else "MR"
    tissue = values[values > _TISSUE_HU]
    if tissue.size == 0:
        return "unknown"
    low, high = _TISSUE_PEAK_HU
    calibrated = low <= _peak(tissue) <= high
    if has_air:
        # Its darkest part: foam and blankets lift much of the air around a patient.
        air = float(np.percentile(values[values < _SURELY_AIR_HU], 5))
        calibrated &= air < AIR_HU + _AIR_TOLERANCE_HU
    return "CT" if calibrated else "CBCT"


def _peak(values: np.ndarray) -> float:
    """The most frequent value, to a bin's width."""
    lowest = values.min()
    # Only bins that have values: one value far off needs no table up to there.
    bins, counts = np.unique(np.floor((values - lowest) / _BIN_HU), return_counts=True)
    return float(lowest + (bins[counts.argmax()] + 0.5) * _BIN_HU)
