"""The anatomical feature-prioritised (AFP) loss: a CT segmentation network compares what it sees.

After Longuefosse et al. (Phys Med Biol 2025, 70:145012; arXiv 2410.10328) and arXiv 2509.22394: L1
over encoder and decoder feature maps of a frozen CT segmentation network, plus a voxel loss.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.training.objectives.losses import Loss, make_loss
from SyntheticCTLib.training.objectives.objective import Surroundings
from SyntheticCTLib.training.research.feature_network import map_distances
from SyntheticCTLib.training.research.feature_sources import load_feature_network


class FeatureLoss:
    """``image_weight`` x voxel loss + L1 over feature maps.

    Where a voxel has no weight the target stands in for the prediction, so it costs nothing.

    Args:
        features: HU ``(batch, 1, k, j, i)`` to a list of maps.
        statistics: HU statistics by which prediction and target are normalised.
        image_loss: the voxel loss.
        image_weight: its weight.
        normalised: compare maps whose channels have mean 0 and SD 1.
        autocast_dtype: lower precision for the feature network, or None.
    """

    def __init__(
        self,
        features: Callable[[torch.Tensor], list[torch.Tensor]],
        statistics: HUStatistics,
        *,
        image_loss: Loss,
        image_weight: float = 1.0,
        normalised: bool = False,
        autocast_dtype: torch.dtype | None = None,
    ) -> None:
        self._features, self._statistics = features, statistics
        self._image_loss, self._image_weight = image_loss, image_weight
        self._normalised = normalised
        self._autocast_dtype = autocast_dtype

    def __call__(
        self, prediction: torch.Tensor, target: torch.Tensor, weight: torch.Tensor
    ) -> torch.Tensor:
        """The loss of normalised HU, all ``(batch, 1, k, j, i)``."""
        seen = torch.where(weight > 0, prediction, target)
        with torch.autocast(
            prediction.device.type, self._autocast_dtype, enabled=self._autocast_dtype is not None
        ):
            with torch.no_grad():
                wanted = self._maps(target)
            found = self._maps(seen)
        distance = map_distances(found, wanted, normalised=self._normalised)
        return self._image_weight * self._image_loss(prediction, target, weight) + distance

    def _maps(self, values: torch.Tensor) -> list[torch.Tensor]:
        return self._features(values * self._statistics.sd + self._statistics.mean)


def training_loss(
    surroundings: Surroundings,
    *,
    feature_network: str = "",
    image: str = "mae",
    image_weight: float = 1.0,
    normalised: bool = False,
) -> FeatureLoss:
    """The loss "afp" of a recipe's phase.

    Args:
        surroundings: of the run.
        feature_network: a folder, see ``feature_sources``.
        image: name of the voxel loss.
        image_weight, normalised: see ``FeatureLoss``.

    Raises:
        InputError: no feature network is given, or an unknown voxel loss.
    """
    if not feature_network:
        raise InputError(
            "The loss afp needs a feature network: give --features FOLDER, the run folder of the "
            "recipe ct-tissues or an nnU-Net folder of TotalSegmentator."
        )
    network = load_feature_network(feature_network, surroundings.frame).to(surroundings.device)
    return FeatureLoss(
        network,
        surroundings.statistics,
        image_loss=make_loss(image),
        image_weight=image_weight,
        normalised=normalised,
        autocast_dtype=surroundings.autocast_dtype,
    )
