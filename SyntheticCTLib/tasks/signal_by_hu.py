"""What a network from CT to MR has to beat: the mean signal of every CT number in training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.preprocessing.mr_scale import AIR_SIGNAL, scaled_mr
from SyntheticCTLib.tasks.pair import Pair

TABLE_METHOD = "mean signal by HU"
MR_METHOD = "the MR itself"

#: HU bins.
_BIN_HU = 20.0
_BINS = np.arange(-1000.0, 1600.0 + _BIN_HU, _BIN_HU)


@dataclass(frozen=True)
class SignalByHU:
    """A table from HU to signal.

    Attributes:
        hu: centres of the bins.
        signal: their mean signal, a.u.
    """

    hu: np.ndarray
    signal: np.ndarray

    def predict(self, pair: Pair, mask: Mask, seen: Mask) -> dict[str, np.ndarray]:
        """Signal by method, a.u., float32: of the table as empty outside the body as a model's."""
        looked_up = np.interp(pair.ct.array, self.hu, self.signal).astype(np.float32)
        return {
            TABLE_METHOD: np.where(seen, looked_up, AIR_SIGNAL),
            MR_METHOD: scaled_mr(pair.image).array,
        }


def fit_signal_by_hu(pairs: Iterable[Pair]) -> SignalByHU:
    """Fit the table on the pairs that a model learnt from."""
    sums = np.zeros((2, len(_BINS) - 1))
    for pair in pairs:
        hu, signal = pair.ct.array[pair.mask], scaled_mr(pair.image).array[pair.mask]
        sums[0] += np.histogram(hu, _BINS)[0]
        sums[1] += np.histogram(hu, _BINS, weights=signal)[0]
    filled = sums[0] > 0
    centres = (_BINS[:-1] + _BINS[1:]) / 2
    return SignalByHU(centres[filled], sums[1][filled] / sums[0][filled])
