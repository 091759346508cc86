"""A prediction of HU from an MR that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Float64Array, Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.body_mask import mr_body
from SyntheticCTLib.tasks.pair import Pair

#: Signal below this share of the body's median is taken as this share, so that a voxel without
#: signal has a logarithm.
_LOWEST_SIGNAL = 0.02


@dataclass(frozen=True)
class LogInversion:
    """HU as a straight line over the negative logarithm of the MR.

    The usual shortcut for bone MRI, where cortical bone gives the least signal: dark becomes dense.
    The MR is divided by its body's median first, as MR units are arbitrary.

    Attributes:
        slope: HU for each unit of -ln(signal / median).
        intercept: HU of the median signal.
    """

    slope: float
    intercept: float

    def predict(self, mr: Volume, body: Mask) -> np.ndarray:
        """HU, float32 [k, j, i], from an MR and its body mask."""
        return (self.intercept + self.slope * _negative_log(mr, body)).astype(np.float32)


def fit_log_inversion(pairs: Sequence[Pair]) -> LogInversion:
    """Least-squares line through the voxels of all pairs' masks.

    Raises:
        InputError: there are no voxels to fit.
    """
    logs = [_negative_log(pair.image, mr_body(pair.image))[pair.mask] for pair in pairs]
    hus = [pair.ct.array[pair.mask].astype(np.float64) for pair in pairs]
    if not sum(map(len, logs)):
        raise InputError("There is no voxel to fit the logarithmic inversion to.")
    slope, intercept = np.polyfit(np.concatenate(logs), np.concatenate(hus), 1)
    return LogInversion(float(slope), float(intercept))


def _negative_log(mr: Volume, body: Mask) -> np.ndarray:
    signal = mr.array.astype(np.float64) / np.median(mr.array[body])
    logarithm: Float64Array = np.log(np.maximum(signal, _LOWEST_SIGNAL))
    return -logarithm
