"""Figures of a model that makes MR from CT, on patients that it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.evaluation.synthetic_mr import evaluate_synthetic_mr
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model
from SyntheticCTLib.models.info import Refine
from SyntheticCTLib.preprocessing.mr_scale import AIR_SIGNAL, scaled_mr
from SyntheticCTLib.progress import CancelToken, Watch
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.data.cases import Pair, read_pair
from SyntheticCTLib.training.score.scores import MODEL_METHOD

#: Figures in the order of the table; keys of ``evaluate_synthetic_mr``.
MR_COLUMNS = (
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

#: The pictures that a model of two stages makes, with the names of their rows.
STAGES: dict[Refine, str] = {
    "none": "stage 1",
    "mean": "stage 1 + mean",
    "texture": "stage 1 + texture",
}

TABLE_METHOD = "mean signal by HU"
MR_METHOD = "the MR itself"

#: HU bins of the table's baseline.
_BIN_HU = 20.0
_BINS = np.arange(-1000.0, 1600.0 + _BIN_HU, _BIN_HU)


@dataclass(frozen=True)
class SignalByHU:
    """What a network has to beat: the training patients' mean signal of every CT number.

    Attributes:
        hu: centres of the bins.
        signal: their mean signal, a.u.
    """

    hu: np.ndarray
    signal: np.ndarray

    def predict(self, ct: Volume) -> np.ndarray:
        """Signal, a.u., float32 [k, j, i]."""
        return np.asarray(np.interp(ct.array, self.hu, self.signal), np.float32)


def fit_signal_by_hu(folder: Path, names: Sequence[str], frame: dict[str, Any]) -> SignalByHU:
    """Fit the baseline on the pairs that a model learnt from."""
    sums = np.zeros((2, len(_BINS) - 1))
    for name in names:
        pair = read_pair(folder, name, frame)
        hu, signal = pair.ct.array[pair.mask], scaled_mr(pair.mr).array[pair.mask]
        sums[0] += np.histogram(hu, _BINS)[0]
        sums[1] += np.histogram(hu, _BINS, weights=signal)[0]
    filled = sums[0] > 0
    centres = (_BINS[:-1] + _BINS[1:]) / 2
    return SignalByHU(centres[filled], sums[1][filled] / sums[0][filled])


@dataclass(frozen=True, eq=False)
class SignalPredictions:
    """What methods predict for one patient, arrays ``[k, j, i]`` on the pair's grid.

    Attributes:
        pair: the patient's CT and MR.
        mask: where they are compared, bool.
        methods: signal by method, a.u., the model's first.
    """

    pair: Pair
    mask: np.ndarray
    methods: dict[str, np.ndarray]

    def figures(self, method: str) -> tuple[int, dict[str, float | None]]:
        """Voxels that were compared, and figures by ``MR_COLUMNS``; None where infinite."""
        made = self.pair.mr.with_array(self.methods[method].astype(np.float32))
        found = evaluate_synthetic_mr(made, scaled_mr(self.pair.mr), self.pair.ct, self.mask)
        values = {name: found[name].value for name in MR_COLUMNS}
        finite = {
            name: value if value is None or np.isfinite(value) else None
            for name, value in values.items()
        }
        return int(self.mask.sum()), finite


def predict_mr(
    model: Model,
    pair: Pair,
    mask: np.ndarray,
    *,
    device: str,
    baseline: SignalByHU | None,
    keep: Path | None,
    cancel: CancelToken | None,
    **options: Any,
) -> SignalPredictions:
    """Every picture of a pair's CT.

    Args:
        model: from CT to MR.
        pair: the CT to predict from, and the MR.
        mask: where they are to be compared, bool [k, j, i].
        device, cancel: as for ``synthesize``.
        baseline: predicts beside the model, and the MR itself stands there; None for the model
            alone.
        keep: a folder for the synthetic MRs, ``<id>_smri_<refinement>.nii.gz``; None keeps none.
        options: ``steps`` and ``seed`` of ``synthesize``.
    """
    one: dict[Refine, str] = {"none": MODEL_METHOD}
    kinds = STAGES if model.info.refinement is not None else one
    ct = pair.ct.with_array(pair.ct.array, modality="CT")
    found = {}
    for kind, method in kinds.items():
        chosen = SynthesisOptions(device=device, refine=kind, **options)
        made = synthesize(ct, model, chosen, watch=Watch(cancel=cancel))
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            write_volume(made.volume, keep / f"{pair.name}_smri_{kind}.nii.gz")
        found[method] = made.volume.array.astype(np.float32)
    if baseline is not None:
        # As the model's, empty outside the body.
        seen = made.field_of_view.array
        found[TABLE_METHOD] = np.where(seen, baseline.predict(pair.ct), AIR_SIGNAL)
        found[MR_METHOD] = scaled_mr(pair.mr).array
    return SignalPredictions(pair, mask, found)
