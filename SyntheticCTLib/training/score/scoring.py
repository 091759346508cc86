"""A model's figures on patients that it did not learn from, beside what needs no model."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.volumes import write_volume
from SyntheticCTLib.models import Model
from SyntheticCTLib.preprocessing.body_mask import body_mask
from SyntheticCTLib.progress import CancelToken, Progress, ProgressCallback, Watch, ignore_progress
from SyntheticCTLib.report.pictures.png import write_png
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.data.cases import Pair, hu_statistics, modality_of, read_pair
from SyntheticCTLib.training.data.folds import read_grades, read_regions
from SyntheticCTLib.training.run.run import split_pairs
from SyntheticCTLib.training.score.baselines import LogInversion, fit_log_inversion
from SyntheticCTLib.training.score.cone_beam_scoring import picture_of_scan, predict_scan, read_scan
from SyntheticCTLib.training.score.mr_scoring import SignalByHU, fit_signal_by_hu, predict_mr
from SyntheticCTLib.training.score.scores import MODEL_METHOD, Predictions, Score

logger = logging.getLogger(__name__)

LOG_METHOD = "logarithmic inversion"
MEAN_METHOD = "training mean"

#: What follows a patient's id in the name of a kept synthetic CT, and of a picture.
SCT_SUFFIX = "_sct.nii.gz"
PICTURE_SUFFIX = "_axial.png"


@dataclass(frozen=True)
class Baselines:
    """Predictions fitted on the training patients.

    Attributes:
        log_inversion: the logarithmic inversion.
        mean_hu: mean HU of the training patients.
    """

    log_inversion: LogInversion
    mean_hu: float

    def predict(self, pair: Pair) -> dict[str, np.ndarray]:
        """HU [k, j, i] by method."""
        inverted = self.log_inversion.predict(pair.mr, body_mask(pair.mr, "MR"))
        constant = np.full(pair.mr.array.shape, self.mean_hu, np.float32)
        return {LOG_METHOD: inverted, MEAN_METHOD: constant}


def fit_baselines(folder: Path, names: Sequence[str], frame: dict[str, Any]) -> Baselines:
    """Fit the baselines on the pairs that the model learnt from."""
    pairs = [read_pair(folder, name, frame) for name in names]
    return Baselines(fit_log_inversion(pairs), hu_statistics(pairs).mean)


def score_fold(
    model: Model,
    folder: Path,
    fold: int,
    *,
    device: str = "auto",
    keep: Path | None = None,
    pictures: Path | None = None,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
    **options: Any,
) -> list[Score]:
    """Synthesize and score every patient of a fold, in the body of both scans.

    A warning names those that the model learnt from, if it was trained on all folds. Beside the
    model stand, for MR, the baselines, and for cone-beam CT the CBCT itself. A model from CT to MR
    is scored the other way round.

    Args:
        model: the model, trained without that fold.
        folder: aligned pairs.
        fold: the fold to score.
        device: as for ``synthesize``.
        keep: a folder for the synthetic CTs, ``<id>_sct.nii.gz``; None keeps none. Of synthetic
            MRs see ``mr_scoring.predict_mr``.
        pictures: a folder for a picture of each patient of a cone-beam CT; None draws none.
        options: of a model from CT to MR, ``steps`` and ``seed`` of ``synthesize``.

    Raises:
        InputError: the folder or the fold holds no pairs.
        Cancelled: ``cancel`` was set.
    """
    training, held_out = split_pairs(folder, fold)
    _warn_of_seen(model, held_out)
    of_scans = modality_of(folder, held_out[0]) == "CBCT"
    if pictures is not None and not of_scans:
        raise InputError(
            f"{folder} holds pairs of MR and CT: pictures are drawn of cone-beam CTs only; "
            "'synthetic-ct compare' draws those of an MR's synthetic CT."
        )
    frame = model.info.frame
    fit = fit_signal_by_hu if model.info.output_modality == "MR" else fit_baselines
    baselines = None if of_scans else fit(folder, training, frame)
    return score_patients(
        model,
        folder,
        held_out,
        baselines=baselines,
        inputs=True,
        device=device,
        keep=keep,
        pictures=pictures,
        progress=progress,
        cancel=cancel,
        **options,
    )


def _warn_of_seen(model: Model, names: Sequence[str]) -> None:
    learnt = model.info.patients
    if seen := sorted({*names} & {*learnt}):
        logger.warning(
            "The model %s learnt from %d of these %d patients (%s): their figures say little of "
            "patients that it never saw.",
            model.info.id,
            len(seen),
            len(names),
            ", ".join(seen),
        )


def score_patients(
    model: Model,
    folder: Path,
    names: Sequence[str],
    *,
    baselines: Baselines | SignalByHU | None = None,
    inputs: bool = False,
    device: str = "auto",
    keep: Path | None = None,
    pictures: Path | None = None,
    progress: ProgressCallback = ignore_progress,
    cancel: CancelToken | None = None,
    **options: Any,
) -> list[Score]:
    """Synthesize and score some patients, in the body of both scans.

    Args:
        model: the model, trained without them.
        folder: aligned pairs.
        names: their ids.
        baselines: scored beside the model; None scores the model alone.
        inputs: score cone-beam CTs themselves beside the model's synthetic CTs.
        device, keep, pictures, options: see ``score_fold``.

    Raises:
        InputError: a pair cannot be used.
        Cancelled: ``cancel`` was set.
    """
    frame = model.info.frame
    grades, regions = read_grades(folder), read_regions(folder)
    scores = []
    for number, name in enumerate(names):
        if cancel is not None:
            cancel.raise_if_cancelled()
        progress(Progress(f"scoring {name}", number / len(names)))
        group = regions.get(name, ""), grades.get(name, "")
        if model.info.output_modality == "MR":
            assert not isinstance(baselines, Baselines)
            pair = read_pair(folder, name, frame)
            made = predict_mr(
                model,
                pair,
                scored_mask(pair),
                device=device,
                baseline=baselines,
                keep=keep,
                cancel=cancel,
                **options,
            )
            scores += [Score(name, *group, each, *made.figures(each)) for each in made.methods]
            continue
        assert not isinstance(baselines, SignalByHU)
        if modality_of(folder, name) == "CBCT":
            found = predict_scan(read_scan(folder, name), model, device, inputs, cancel)
        else:
            found = _predict_mr(read_pair(folder, name, frame), model, device, baselines, cancel)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            write_volume(found.sct, keep / f"{name}{SCT_SUFFIX}")
        if pictures is not None and found.cbct is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            write_png(picture_of_scan(found), pictures / f"{name}{PICTURE_SUFFIX}")
        for method, hu in found.methods.items():
            scores.append(Score(name, *group, method, *found.figures(hu)))
    progress(Progress("scoring", 1.0))
    return scores


def scored_mask(pair: Pair) -> np.ndarray:
    """Where a pair is scored: body of both scans, inside the region that the alignment vouches for.

    Raises:
        InputError: nothing is left.
    """
    mask: Mask = pair.mask & body_mask(pair.mr, "MR") & body_mask(pair.ct, "CT")
    if not mask.any():
        raise InputError(f"Pair {pair.name}: the bodies of the two scans do not meet.")
    return mask


def _predict_mr(
    pair: Pair, model: Model, device: str, baselines: Baselines | None, cancel: CancelToken | None
) -> Predictions:
    sct = synthesize(
        pair.mr, model, SynthesisOptions(device=device), watch=Watch(cancel=cancel)
    ).volume
    methods = {MODEL_METHOD: sct.array}
    if baselines is not None:
        methods.update(baselines.predict(pair))
    return Predictions(pair.ct, scored_mask(pair), sct, methods)
