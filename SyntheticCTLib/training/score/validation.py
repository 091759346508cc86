"""How good a network is on patients it does not learn from: one row of figures per patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
import torch
from monai.inferers import SlidingWindowInferer
from torch import nn

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.preprocessing.mr_scale import UNIT, network_scale
from SyntheticCTLib.training.data.cases import HUStatistics, TrainingCase


class Figures(Protocol):
    """What is known of one patient after a validation."""

    @property
    def name(self) -> str:
        """The pair's id."""

    @property
    def headline(self) -> tuple[str, float]:
        """The figure to watch, with its name."""

    def to_dict(self) -> dict[str, float | str | None]:
        """One row of the log."""


#: Figures of a case from what the network said of it, (channels, k, j, i).
Scorer = Callable[[TrainingCase, np.ndarray], Figures]


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


def make_scorer(target: str, statistics: HUStatistics) -> Scorer:
    """How a recipe's target is scored."""
    if target == "tissues":
        return _score_tissues
    if target == "MR":
        return _score_signal
    return lambda case, predicted: _score_hu(case, predicted[0], statistics)


@torch.inference_mode()
def validate(
    network: nn.Module,
    predictor: Callable[[nn.Module], Callable[[torch.Tensor], torch.Tensor]],
    cases: list[TrainingCase],
    score: Scorer,
    *,
    patch_size: tuple[int, int, int],
    device: torch.device,
    autocast_dtype: torch.dtype | None,
) -> list[Figures]:
    """Predict every case with tiles that overlap by a quarter, and score it inside its mask.

    Args:
        network: in any mode, and left in it.
        predictor: what predicts a case's target from its image by means of the network.
        cases: of the patients left out.
        score: how.
        patch_size: of a tile, (k, j, i).
        device: where to compute.
        autocast_dtype: lower precision, or None.
    """
    was_training = network.training
    network.eval()
    inferer = SlidingWindowInferer(patch_size, sw_batch_size=1, overlap=0.25, mode="gaussian")
    figures = []
    for case in cases:
        image = torch.from_numpy(case.signal - np.float32(case.offset))[None, None].to(device)
        with torch.autocast(device.type, autocast_dtype, enabled=autocast_dtype is not None):
            predicted = inferer(image, predictor(network))
        figures.append(score(case, predicted[0].float().cpu().numpy()))
    network.train(was_training)
    return figures


def _score_hu(
    case: TrainingCase, normalised: np.ndarray, statistics: HUStatistics
) -> PatientFigures:
    mask = case.weight > 0
    truth = case.target[mask] * statistics.sd + statistics.mean
    predicted = normalised[mask] * statistics.sd + statistics.mean
    sct_bone, ct_bone = predicted > BONE_HU, truth > BONE_HU
    dice = None
    if ct_bone.any():
        dice = float(2.0 * (sct_bone & ct_bone).sum() / (sct_bone.sum() + ct_bone.sum()))
    return PatientFigures(case.name, float(np.abs(predicted - truth).mean()), dice)


def _score_signal(case: TrainingCase, predicted: np.ndarray) -> SignalFigures:
    mask = case.weight > 0
    wrong = np.abs(predicted[0][mask] - case.target[mask]).mean()
    return SignalFigures(case.name, float(wrong) * float(network_scale()["sd"]))


def _score_tissues(case: TrainingCase, scores: np.ndarray) -> TissueFigures:
    mask = case.weight > 0
    truth, said = case.target[mask].astype(int), scores.argmax(axis=0)[mask]
    overlaps = [
        2.0
        * float(np.sum((truth == label) & (said == label)))
        / float(np.sum(truth == label) + np.sum(said == label))
        for label in np.unique(truth)
    ]
    return TissueFigures(case.name, float(np.mean(overlaps)))
