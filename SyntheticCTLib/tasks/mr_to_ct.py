"""MR to CT."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.guards.input_guard import GuardWarning
from SyntheticCTLib.guards.missing_bone import missing_bone
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.info import ModelInfo
from SyntheticCTLib.preprocessing.going_on import without_empty_ends
from SyntheticCTLib.preprocessing.input_scales import input_scale
from SyntheticCTLib.preprocessing.intensity import Z_SCORE
from SyntheticCTLib.preprocessing.kinds import CT, MR, Kind
from SyntheticCTLib.tasks.log_inversion import LogInversion, fit_log_inversion
from SyntheticCTLib.tasks.pair import HUStatistics, Pair, both_bodies, hu_statistics
from SyntheticCTLib.tasks.to_ct import ToCT
from SyntheticCTLib.tasks.trained_task import TrainedTask

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
    """The MR on a scale of ``preprocessing.input_scales``.

    Args:
        source, target: see ``Task``.
        scale: the name of that scale.
    """

    fine_tuning: ClassVar[Mapping[str, Any] | None] = {}
    taught = True
    body_goes_on = True

    def __init__(self, source: Kind, target: Kind, scale: str = Z_SCORE) -> None:
        super().__init__(source, target)
        self._scale, self._scaled = scale, input_scale(scale)

    def on_input_scale(self, scale: str) -> TrainedTask:
        """See ``TrainedTask``."""
        return self if scale == self._scale else MRToCT(self.source, self.target, scale)

    def going_on(self, shown: Volume, mask: Mask) -> tuple[Volume, Mask]:
        """See ``Task``: without planes of zeros beside a body that is cut."""
        return without_empty_ends(shown, shown.array != 0, mask)

    def doubts_of_result(
        self, made: Volume, body: np.ndarray, info: ModelInfo
    ) -> list[GuardWarning]:
        """Limbs and pelves have bone; a result without has missed it."""
        return missing_bone(made, body, info.body_regions)

    def signal(self, pair: Pair, _statistics: HUStatistics) -> tuple[np.ndarray, float]:
        """Signal and offset by the scale."""
        return self._scaled(pair.image.array, MR.body(pair.image))

    def input_scale(self, _hu: dict[str, Any]) -> dict[str, Any]:
        """See ``ToCT``."""
        return {"kind": self._scale}

    def scored_mask(self, pair: Pair) -> Mask:
        """Body of both scans, inside the region that the alignment vouches for."""
        return both_bodies(pair)

    def baselines(self, pairs: Iterable[Pair]) -> HUBaselines:
        """The logarithmic inversion, and one HU for all."""
        known = list(pairs)
        return HUBaselines(fit_log_inversion(known), hu_statistics(known).mean)


TASK = MRToCT(MR, CT)
