"""CT to tissues: a CT is a training case of its own.

The feature network of the AFP loss learns from these. Its labels cost nothing: HU limits and
morphology give them (``segmentation.hu_tissues``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.masks.overlap import dice
from SyntheticCTLib.preprocessing.kinds import CT
from SyntheticCTLib.segmentation.hu_tissues import tissues_of
from SyntheticCTLib.segmentation.labels import tissue_labels
from SyntheticCTLib.tasks.pair import (
    HUStatistics,
    Pair,
    TrainingCase,
    check_mask,
    hu_signal,
    patch_centres,
)
from SyntheticCTLib.tasks.trained_task import Scorer, TrainedTask


@dataclass(frozen=True)
class TissueFigures:
    """How well a network that learns tissues labels one CT.

    Attributes:
        name: the pair's id.
        dice: mean Dice of the labels that occur, inside the case's mask.
    """

    name: str
    dice: float

    @property
    def headline(self) -> tuple[str, float]:
        """The figure to watch, with its name."""
        return "Dice of the tissues", self.dice

    def to_dict(self) -> dict[str, float | str | None]:
        """For the log."""
        return asdict(self)


class CTToTissues(TrainedTask):
    """Labels of a CT from that CT."""

    source = CT
    learns = "tissues"
    name = "CT to tissues"
    makes = "labels"

    def case(self, pair: Pair, statistics: HUStatistics, *, bone_weight: int = 1) -> TrainingCase:
        """The CT with its own tissues as target; the MR is not looked at.

        The network sees what a synthesis network of the same statistics gives out.
        """
        check_mask(pair)
        segmentation = tissues_of(pair.ct)
        signal, offset = hu_signal(pair.ct.array, statistics)
        bone = pair.mask & segmentation.mask("spongy bone", "cortical bone")
        return TrainingCase(
            name=pair.name,
            signal=signal,
            offset=offset,
            target=segmentation.labels.array.astype(np.float32),
            weight=pair.mask.astype(np.uint8),
            bone_centres=patch_centres(bone),
            body_centres=patch_centres(pair.mask),
        )

    def scorer(self, _statistics: HUStatistics) -> Scorer:
        """Dice of the tissues."""
        return _score

    def check_network(self, definition: Mapping[str, Any]) -> None:
        """One output for each label."""
        wanted, own = tissue_count(), definition.get("out_channels", 1)
        if own != wanted:
            raise InputError(
                f"A network that learns tissues needs out_channels {wanted}, not {own}."
            )


def tissue_count() -> int:
    """Number of labels that a network of tissues tells apart, background included."""
    table, _ = tissue_labels()
    return max(label.value for label in table) + 1


def _score(case: TrainingCase, scores: np.ndarray) -> TissueFigures:
    mask = case.weight > 0
    truth, said = case.target[mask].astype(int), scores.argmax(axis=0)[mask]
    overlaps = [dice(truth == label, said == label) or 0.0 for label in np.unique(truth)]
    return TissueFigures(case.name, float(np.mean(overlaps)))


TASK = CTToTissues()
