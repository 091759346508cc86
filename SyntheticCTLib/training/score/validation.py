"""How good a network is on patients it does not learn from: one row of figures per patient."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from monai.inferers import SlidingWindowInferer
from torch import nn

from SyntheticCTLib.inference.overlap import DEFAULT_TILING
from SyntheticCTLib.tasks.pair import TrainingCase
from SyntheticCTLib.tasks.trained_task import Figures, Scorer

#: What MONAI calls the weights of a tile.
_MODES = {"gaussian": "gaussian", "uniform": "constant"}


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
    """Predict every case with tiles as those of a synthesis, and score it inside its mask.

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
    inferer = SlidingWindowInferer(
        patch_size, 1, overlap=DEFAULT_TILING.overlap, mode=_MODES[DEFAULT_TILING.kind]
    )
    figures = []
    for case in cases:
        image = torch.from_numpy(case.signal - np.float32(case.offset))[None, None].to(device)
        with torch.autocast(device.type, autocast_dtype, enabled=autocast_dtype is not None):
            predicted = inferer(image, predictor(network))
        figures.append(score(case, predicted[0].float().cpu().numpy()))
    network.train(was_training)
    return figures
