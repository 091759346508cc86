"""What all tasks share whose models make HU."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.evaluation.evaluate import evaluate_region
from SyntheticCTLib.evaluation.scored_region import ScoredRegion
from SyntheticCTLib.evaluation.tissue_table import tissue_table
from SyntheticCTLib.hounsfield import BONE_HU, HIGHEST_HU, LOWEST_HU, OUTSIDE_HU, TissueRange
from SyntheticCTLib.masks.overlap import dice
from SyntheticCTLib.preprocessing.intensity import normalise_hu
from SyntheticCTLib.tasks.image_task import ImageTask
from SyntheticCTLib.tasks.pair import HUStatistics, Pair, TrainingCase, check_mask, patch_centres
from SyntheticCTLib.tasks.trained_task import Scorer


@dataclass(frozen=True)
class PatientFigures:
    """Quick figures inside a case's mask, for following a training run.

    Attributes:
        name: the pair's id.
        mae: mean absolute error, HU.
        bone_dice: Dice of voxels above ``BONE_HU``; None where the CT has none.
    """

    name: str
    mae: float
    bone_dice: float | None

    @property
    def headline(self) -> tuple[str, float]:
        """The figure to watch, with its name."""
        return "MAE, HU", self.mae

    def to_dict(self) -> dict[str, float | str | None]:
        """For the log."""
        return asdict(self)


class ToCT(ImageTask):
    """A task whose models make HU.

    Attributes:
        tissues: those whose error gets a column of its own.
    """

    learns = "HU"
    tissues: ClassVar[Sequence[TissueRange]] = ()
    columns = (
        "mae",
        "mean_error",
        "pearson_r",
        "psnr",
        "ms_ssim",
        "bone_precision",
        "bone_recall",
        "bone_dice",
        "dice_above_bone_threshold",
        "mse",
    )
    #: The columns of the AJNR 2022 bone-MRI study's table, and ours above 200 HU.
    table_columns: ClassVar[Mapping[str, str]] = {
        "pearson_r": "R",
        "mae": "MAE, HU",
        "mse": "MSE, HU²",
        "bone_precision": "bone precision",
        "bone_recall": "bone recall",
        "bone_dice": "bone Dice",
        "dice_above_bone_threshold": f"Dice above {BONE_HU:g} HU",
    }

    @abstractmethod
    def signal(self, pair: Pair, statistics: HUStatistics) -> tuple[np.ndarray, float]:
        """A case's ``signal`` and ``offset``."""

    def worth_learning(self, pair: Pair) -> Mask:
        """Where patches may be centred, bool."""
        return pair.mask

    def case(self, pair: Pair, statistics: HUStatistics, *, bone_weight: int = 1) -> TrainingCase:
        """See ``TrainedTask``."""
        check_mask(pair)
        signal, offset = self.signal(pair, statistics)
        bone = pair.mask & (pair.ct.array > BONE_HU)
        return TrainingCase(
            name=pair.name,
            signal=signal,
            offset=offset,
            target=normalise_hu(pair.ct.array, statistics.mean, statistics.sd),
            weight=np.where(bone, bone_weight, pair.mask).astype(np.uint8),
            bone_centres=patch_centres(bone),
            body_centres=patch_centres(self.worth_learning(pair)),
        )

    def scorer(self, statistics: HUStatistics) -> Scorer:
        """See ``TrainedTask``."""
        return lambda case, predicted: _score(case, predicted[0], statistics)

    @abstractmethod
    def input_scale(self, hu: dict[str, Any]) -> dict[str, Any]:
        """``input_normalisation``, as ``signal`` makes the network's input."""

    def scales(self, hu: dict[str, Any]) -> dict[str, Any]:
        """See ``ImageTask``."""
        return {
            "input_normalisation": self.input_scale(hu),
            "output_normalisation": hu,
            "outside_value": OUTSIDE_HU,
        }

    def error_of_mean(self, pair: Pair, statistics: HUStatistics) -> float | None:
        """See ``ImageTask``."""
        inside = pair.ct.array[pair.mask].clip(LOWEST_HU, HIGHEST_HU).astype(np.float64)
        return float(np.abs(inside - statistics.mean).mean()) if inside.size else None

    def validation_table(self, rows: Sequence[Mapping[str, str]]) -> list[str]:
        """See ``ImageTask``."""
        table = ["| patient | MAE, HU | Dice of bone |", "| --- | --- | --- |"]
        for row in rows:
            dice = f"{float(row['bone_dice']):.3f}" if row["bone_dice"] else "undefined"
            table.append(f"| {row['name']} | {float(row['mae']):.1f} | {dice} |")
        return table

    def figures(
        self, pair: Pair, mask: Mask, values: np.ndarray
    ) -> tuple[int, dict[str, float | None]]:
        """See ``ImageTask``."""
        region = ScoredRegion(mask, "the given mask")
        found = evaluate_region(pair.ct.with_array(values), pair.ct, region)
        figures = {name: found.figures[name].value for name in self.columns}
        for row in tissue_table(values, pair.ct.array, mask, tissues=tuple(self.tissues)):
            figures[f"mae_{row.tissue.replace(' ', '_')}"] = row.mae.value
        return found.region.voxels, figures


def _score(case: TrainingCase, normalised: np.ndarray, statistics: HUStatistics) -> PatientFigures:
    mask = case.weight > 0
    truth = case.target[mask] * statistics.sd + statistics.mean
    predicted = normalised[mask] * statistics.sd + statistics.mean
    bone = truth > BONE_HU
    overlap = dice(predicted > BONE_HU, bone) if bone.any() else None
    return PatientFigures(case.name, float(np.abs(predicted - truth).mean()), overlap)
