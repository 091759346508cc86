"""Cone-beam CT to CT."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from SyntheticCTLib.arrays import Float32Array, Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import (
    BONE_HU,
    FAT_HIGHEST_HU,
    FAT_LOWEST_HU,
    LUNG_LOWEST_HU,
    TissueRange,
)
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import calibrate
from SyntheticCTLib.preprocessing.going_on import along_the_patient, without_empty_ends
from SyntheticCTLib.preprocessing.intensity import AIR_AND_TISSUE
from SyntheticCTLib.preprocessing.kinds import CBCT, CT
from SyntheticCTLib.tasks.pair import HUStatistics, Pair, hu_signal
from SyntheticCTLib.tasks.to_ct import ToCT

#: The cone-beam CT before the model: its numbers as if they were HU; and on the straight line that
#: brings them nearest to the CT, which is the most that any calibration of grey values can do.
AS_IT_IS_METHOD = "CBCT as it is"
LINE_METHOD = "CBCT on its best line"


class _ScanItself:
    """The cone-beam CT beside what a model makes of it."""

    def predict(self, pair: Pair, mask: Mask, seen: Mask) -> dict[str, np.ndarray]:
        """Its grey values, and those on their best line."""
        grey = pair.image.array.astype(np.float32)
        return {AS_IT_IS_METHOD: grey, LINE_METHOD: best_line(pair, mask)}


def best_line(pair: Pair, mask: Mask) -> Float32Array:
    """The cone-beam CT, HU, on the line with the least squared difference from the CT in a mask."""
    grey = pair.image.array.astype(np.float32)
    seen = grey[mask].astype(np.float64)
    slope, intercept = np.polyfit(seen, pair.ct.array[mask], 1)
    line: Float32Array = (slope * grey + intercept).astype(np.float32)
    return line


class CBCTToCT(ToCT):
    """The CBCT on the scale of HU; all that it saw is made anew, air too."""

    paired = CBCT
    scored_in_frame = False
    has_methods = True
    body_goes_on = True
    pictured = True
    #: Tissues by the CT's HU whose error is told: ``lowest < HU <= highest``.
    tissues = (
        TissueRange("air and lung", -math.inf, FAT_LOWEST_HU),
        TissueRange("fat", FAT_LOWEST_HU, FAT_HIGHEST_HU),
        TissueRange("soft tissue", FAT_HIGHEST_HU, BONE_HU),
        TissueRange("bone", BONE_HU, math.inf),
    )

    def observed(self, volume: Volume) -> tuple[Volume, np.ndarray]:
        """The calibrated image, and its field of view."""
        calibrated = calibrate(volume)
        return calibrated.volume, calibrated.field_of_view

    def going_on(self, shown: Volume, mask: Mask) -> tuple[Volume, Mask]:
        """See ``Task``: filled up where the field ends in a cone."""
        return along_the_patient(*without_empty_ends(shown, mask, mask))

    def signal(self, pair: Pair, statistics: HUStatistics) -> tuple[np.ndarray, float]:
        """In units of the CTs' SD, above the lowest HU.

        So a network whose output is added to its input has both in the same units.
        """
        return hu_signal(pair.image.array, statistics)

    def worth_learning(self, pair: Pair) -> Mask:
        """The mask, which is all that it saw, without the air.

        Air is most of a head's field of view, and a patch at the skin shows enough of it.
        """
        inside: Mask = pair.mask & (pair.ct.array > LUNG_LOWEST_HU)
        return inside if inside.any() else pair.mask

    def input_scale(self, hu: dict[str, Any]) -> dict[str, Any]:
        """See ``ToCT``."""
        return {**hu, "kind": AIR_AND_TISSUE}

    def input_of(self, pair: Pair) -> Volume:
        """The CBCT, named."""
        return pair.image.of_modality(CBCT.name)

    def scored_mask(self, pair: Pair) -> Mask:
        """Body of the CT, as far as the scan saw it."""
        mask: Mask = pair.mask & CT.body(pair.ct) & CBCT.field_of_view(pair.image)
        if not mask.any():
            raise InputError(f"Pair {pair.name}: no body is inside its mask.")
        return mask

    def baselines(self, _pairs: Iterable[Pair]) -> _ScanItself:
        """The cone-beam CT itself: nothing is fitted."""
        return _ScanItself()


TASK = CBCTToCT(CBCT, CT)
