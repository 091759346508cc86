"""An answer with its doubt: HU, a lower and an upper quantile of it, and bone as a shape.

One network gives all: the HU by a voxel loss, quantiles by the pinball loss (Koenker and Bassett,
Econometrica 1978, 46:33), and the logit of filled bone by Dice and cross-entropy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from monai.losses import DiceCELoss

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.models.outputs import BONE, LOWER, OUTPUTS, UPPER, VALUE
from SyntheticCTLib.training.objectives.losses import SURELY_NOT, pinball_loss
from SyntheticCTLib.training.objectives.objective import Batch, Forward, Objective, Surroundings
from SyntheticCTLib.training.objectives.training_loss import training_loss

#: Name of this objective in recipes.
INTERVAL_AND_BONE = "interval and bone"

#: Shares of voxels below the lower and below the upper quantile where a recipe does not say.
QUANTILES = (0.05, 0.95)


class IntervalAndBone(Objective):
    """Voxel loss of the HU + quantiles by pinball loss + filled bone by Dice and cross-entropy.

    Args:
        surroundings: of the run.
        image: the voxel loss, as a recipe's ``loss`` (``training_loss``).
        quantiles: of the lower and the upper bound, each between 0 and 1.
        quantile_share: weight of the pinball losses.
        bone_share: weight of the bone's loss.

    Raises:
        InputError: the quantiles are out of order or out of range.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        *,
        image: dict[str, Any],
        quantiles: Sequence[float] = QUANTILES,
        quantile_share: float = 1.0,
        bone_share: float = 0.2,
    ) -> None:
        lower, upper = quantiles
        if not 0 < lower < upper < 1:
            raise InputError(f"Quantiles must rise between 0 and 1, not {lower} and {upper}.")
        self._surroundings, self._quantiles = surroundings, (lower, upper)
        self._shares = quantile_share, bone_share
        self._image = training_loss(image, surroundings)
        self._shape = DiceCELoss(sigmoid=True, batch=True)

    def loss(self, forward: Forward, batch: Batch) -> torch.Tensor:
        """See ``Objective``; the batch has ``bone`` too."""
        with self._surroundings.autocast():
            predicted = forward(batch["image"])
        said = dict(zip(OUTPUTS, predicted.float().split(1, dim=1), strict=True))
        target, weight = batch["target"], batch["weight"]
        image = self._image(said[VALUE], target, weight)
        interval = sum(
            pinball_loss(said[name], target, weight, quantile=quantile)
            for name, quantile in zip((LOWER, UPPER), self._quantiles, strict=True)
        )
        seen = weight > 0
        logit = torch.where(seen, said[BONE], SURELY_NOT)
        shape = self._shape(logit, torch.where(seen, batch["bone"], 0.0))
        of_interval, of_shape = self._shares
        total: torch.Tensor = image + of_interval * interval + of_shape * shape
        return total
