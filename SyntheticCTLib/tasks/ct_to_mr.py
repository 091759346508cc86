"""CT to MR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.evaluation.synthetic_mr import evaluate_synthetic_mr
from SyntheticCTLib.hounsfield import BONE_HU, LOWEST_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.info import ModelInfo, Refine
from SyntheticCTLib.preprocessing.intensity import normalise_hu
from SyntheticCTLib.preprocessing.kinds import CT, MR
from SyntheticCTLib.preprocessing.mr_scale import (
    AIR_SIGNAL,
    UNIT,
    UNIT_IN_WORDS,
    network_scale,
    scaled_mr,
)
from SyntheticCTLib.tasks.image_task import MODEL_METHOD, ImageTask
from SyntheticCTLib.tasks.pair import (
    HUStatistics,
    Pair,
    TrainingCase,
    both_bodies,
    check_mask,
    hu_signal,
    patch_centres,
)
from SyntheticCTLib.tasks.signal_by_hu import SignalByHU, fit_signal_by_hu
from SyntheticCTLib.tasks.trained_task import Scorer

#: The pictures that a model of two stages makes, with the names of their rows.
STAGES: dict[Refine, str] = {
    "none": "stage 1",
    "mean": "stage 1 + mean",
    "texture": "stage 1 + texture",
}


@dataclass(frozen=True)
class SignalFigures:
    """How near a synthetic MR comes to the MR, inside a case's mask.

    Attributes:
        name: the pair's id.
        mae_signal: mean absolute error, arbitrary units of ``preprocessing.mr_scale``.
    """

    name: str
    mae_signal: float

    @property
    def headline(self) -> tuple[str, float]:
        """The figure to watch, with its name."""
        return f"MAE, {UNIT}", self.mae_signal

    def to_dict(self) -> dict[str, float | str | None]:
        """For the log."""
        return asdict(self)


class CTToMR(ImageTask):
    """From a pair's CT the network learns the MR, on the scale of synthetic MRs."""

    learns = "MR"
    refined = True
    watched = "mae_signal"
    #: CT numbers are calibrated: they are not bent, and shaded no more than noise does.
    fine_tuning: ClassVar[Mapping[str, Any] | None] = {
        "bias": 0.0,
        "gamma": (0.99, 1.01),
        "noise": 0.08,
    }
    #: Keys of ``evaluate_synthetic_mr``.
    columns = (
        "mae",
        "mean_error",
        "psnr",
        "ssim",
        "ms_ssim",
        "pearson_r",
        "slice_jitter",
        "body_dice",
        "body_hd95",
        "cortex_dice",
        "cortex_distance",
    )
    table_columns: ClassVar[Mapping[str, str]] = {
        "mae": f"MAE, {UNIT}",
        "psnr": "PSNR, dB",
        "ssim": "SSIM",
        "ms_ssim": "MS-SSIM",
        "slice_jitter": "slice jitter",
        "body_dice": "Dice of the body",
        "cortex_dice": "Dice of cortical bone",
    }

    def case(self, pair: Pair, statistics: HUStatistics, *, bone_weight: int = 1) -> TrainingCase:
        """The CT as signal, its MR as target; all voxels weigh alike.

        Outside the body the CT is empty, as a synthesis empties it: couch and clothes are in no MR.
        """
        check_mask(pair)
        body = CT.body(pair.ct)
        signal, offset = hu_signal(np.where(body, pair.ct.array, LOWEST_HU), statistics)
        scale, mr = network_scale(), scaled_mr(pair.image).array
        return TrainingCase(
            name=pair.name,
            signal=signal,
            offset=offset,
            target=normalise_hu(mr, scale["mean"], scale["sd"], clip=scale["clip"]),
            weight=pair.mask.astype(np.uint8),
            bone_centres=patch_centres(pair.mask & (pair.ct.array > BONE_HU)),
            body_centres=patch_centres(pair.mask),
        )

    def scorer(self, _statistics: HUStatistics) -> Scorer:
        """The mean absolute error."""
        return _score

    def scales(self, hu: dict[str, Any]) -> dict[str, Any]:
        """See ``ImageTask``."""
        return {
            "input_normalisation": hu,
            "output_normalisation": network_scale(),
            "outside_value": AIR_SIGNAL,
        }

    def validation_table(self, rows: Sequence[Mapping[str, str]]) -> list[str]:
        """See ``ImageTask``."""
        table = [f"| patient | MAE, {UNIT} |", "| --- | --- |"]
        return [*table, *(f"| {row['name']} | {float(row['mae_signal']):.1f} |" for row in rows)]

    def card_section(self) -> list[str]:
        """The scale of the signal."""
        return ["## Scale", "", f"T1-like signal in {UNIT_IN_WORDS}.", ""]

    def input_of(self, pair: Pair) -> Volume:
        """The CT."""
        return pair.ct.of_modality(CT.name)

    def methods(self, info: ModelInfo) -> dict[str, Refine | None]:
        """One picture for each kind of refinement, if the model has two stages."""
        if info.refinement is None:
            return {MODEL_METHOD: "none"}
        return {method: refine for refine, method in STAGES.items()}

    def judged(self, methods: Iterable[str]) -> str:
        """Of several pictures the truthful one."""
        return STAGES["mean"] if STAGES["mean"] in methods else MODEL_METHOD

    def kept_name(self, name: str, refine: Refine | None) -> str:
        """Named by its refinement too."""
        return f"{name}_smri_{refine}.nii.gz"

    def options(self, **sampling: Any) -> dict[str, Any]:
        """All of them."""
        return sampling

    def scored_mask(self, pair: Pair) -> Mask:
        """Body of both scans, inside the region that the alignment vouches for."""
        return both_bodies(pair)

    def baselines(self, pairs: Iterable[Pair]) -> SignalByHU:
        """The mean signal of every HU, and the MR itself."""
        return fit_signal_by_hu(pairs)

    def figures(
        self, pair: Pair, mask: Mask, values: np.ndarray
    ) -> tuple[int, dict[str, float | None]]:
        """Those of ``evaluate_synthetic_mr``; None where infinite."""
        made = pair.image.with_array(values.astype(np.float32))
        found = evaluate_synthetic_mr(made, scaled_mr(pair.image), pair.ct, mask)
        figures: dict[str, float | None] = {}
        for name in self.columns:
            value = found[name].value
            figures[name] = value if value is None or np.isfinite(value) else None
        return int(mask.sum()), figures


def _score(case: TrainingCase, predicted: np.ndarray) -> SignalFigures:
    mask = case.weight > 0
    wrong = np.abs(predicted[0][mask] - case.target[mask]).mean()
    return SignalFigures(case.name, float(wrong) * float(network_scale()["sd"]))


TASK = CTToMR(CT, MR)
