"""How good a network is on patients it does not learn from: one row of figures per patient."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch
from monai.inferers import SlidingWindowInferer
from torch import nn

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.training.cases import HUStatistics, TrainingCase


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

    def to_dict(self) -> dict[str, float | str | None]:
        """For the log."""
        return asdict(self)


@torch.inference_mode()
def validate(
    network: nn.Module,
    cases: list[TrainingCase],
    statistics: HUStatistics,
    *,
    patch_size: tuple[int, int, int],
    device: torch.device,
    autocast_dtype: torch.dtype | None,
) -> list[PatientFigures]:
    """Predict every case with half-overlapping tiles and score it inside its mask."""
    was_training = network.training
    network.eval()
    inferer = SlidingWindowInferer(patch_size, sw_batch_size=1, overlap=0.25, mode="gaussian")
    figures = []
    for case in cases:
        image = torch.from_numpy(case.signal - np.float32(case.offset))[None, None].to(device)
        with torch.autocast(device.type, autocast_dtype, enabled=autocast_dtype is not None):
            predicted = inferer(image, network)
        hu = predicted[0, 0].float().cpu().numpy() * statistics.sd + statistics.mean
        figures.append(_score(case, hu, statistics))
    network.train(was_training)
    return figures


def _score(case: TrainingCase, hu: np.ndarray, statistics: HUStatistics) -> PatientFigures:
    mask = case.weight > 0
    truth = case.target[mask] * statistics.sd + statistics.mean
    predicted = hu[mask]
    sct_bone, ct_bone = predicted > BONE_HU, truth > BONE_HU
    dice = None
    if ct_bone.any():
        dice = float(2.0 * (sct_bone & ct_bone).sum() / (sct_bone.sum() + ct_bone.sum()))
    return PatientFigures(case.name, float(np.abs(predicted - truth).mean()), dice)
