"""MR to CT."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.preprocessing.intensity import Z_SCORE, zscore_in_mask
from SyntheticCTLib.preprocessing.kinds import CT, MR
from SyntheticCTLib.tasks.log_inversion import LogInversion, fit_log_inversion
from SyntheticCTLib.tasks.pair import HUStatistics, Pair, hu_statistics
from SyntheticCTLib.tasks.to_ct import ToCT

LOG_METHOD = "logarithmic inversion"
MEAN_METHOD = "training mean"


@dataclass(frozen=True)
class HUBaselines:
    """Predictions fitted on the training patients.

    Attributes:
        log_inversion: the logarithmic inversion.
        mean_hu: mean HU of the training patients.
    """

    log_inversion: LogInversion
    mean_hu: float

    def predict(self, pair: Pair, mask: Mask, seen: Mask) -> dict[str, np.ndarray]:
        """HU [k, j, i] by method."""
        inverted = self.log_inversion.predict(pair.image, MR.body(pair.image))
        constant = np.full(pair.image.array.shape, self.mean_hu, np.float32)
        return {LOG_METHOD: inverted, MEAN_METHOD: constant}


class MRToCT(ToCT):
    """The MR as z-scores in its body."""

    fine_tuning: ClassVar[Mapping[str, Any] | None] = {}
    taught = True
    body_goes_on = True

    def signal(self, pair: Pair, _statistics: HUStatistics) -> tuple[np.ndarray, float]:
        """Signal and offset in units of the body's SD."""
        body = MR.body(pair.image)
        zscore = zscore_in_mask(pair.image.array, body)
        inside = pair.image.array[body].astype(np.float64)
        offset = float(inside.mean() / inside.std())
        return zscore + np.float32(offset), offset

    def input_scale(self, _hu: dict[str, Any]) -> dict[str, Any]:
        """See ``ToCT``."""
        return {"kind": Z_SCORE}

    def scored_mask(self, pair: Pair) -> Mask:
        """Body of both scans, inside the region that the alignment vouches for."""
        mask: Mask = pair.mask & MR.body(pair.image) & CT.body(pair.ct)
        if not mask.any():
            raise InputError(f"Pair {pair.name}: the bodies of the two scans do not meet.")
        return mask

    def baselines(self, pairs: Iterable[Pair]) -> HUBaselines:
        """The logarithmic inversion, and one HU for all."""
        known = list(pairs)
        return HUBaselines(fit_log_inversion(known), hu_statistics(known).mean)


TASK = MRToCT(MR, CT)
