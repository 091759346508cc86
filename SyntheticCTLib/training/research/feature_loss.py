"""The anatomical feature-prioritised (AFP) loss: a CT segmentation network compares what it sees.

After Longuefosse et al. (Phys Med Biol 2025, 70:145012; arXiv 2410.10328) and arXiv 2509.22394: L1
over encoder and decoder feature maps of a frozen CT segmentation network, plus a voxel loss.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.training.data.cases import HUStatistics
from SyntheticCTLib.training.objectives.losses import Loss, make_loss, with_false_bone
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


def make_training_loss(
    settings: dict[str, Any],
    *,
    statistics: HUStatistics,
    frame: dict[str, Any],
    device: torch.device,
    autocast_dtype: torch.dtype | None = None,
) -> Loss:
    """The loss of a recipe's phase, with its feature network where it has one.

    Args:
        settings: a recipe's ``loss``. "afp" takes ``feature_network`` (a folder, see
            ``feature_sources``), ``image`` (name of the voxel loss), ``image_weight`` and
            ``normalised``; all others are ``losses.make_loss``'s, and may have a
            ``false_bone_weight``, the factor of ``losses.with_false_bone``.

    Raises:
        InputError: an unknown loss, or no feature network is given.
    """
    if settings.get("name") != "afp":
        return _voxel_loss(statistics, **settings)
    folder = settings.get("feature_network")
    if not folder:
        raise InputError(
            "The loss afp needs a feature network: give --features FOLDER, the run folder of the "
            "recipe ct-tissues or an nnU-Net folder of TotalSegmentator."
        )
    network = load_feature_network(folder, frame).to(device)
    return FeatureLoss(
        network,
        statistics,
        image_loss=make_loss(settings.get("image", "mae")),
        image_weight=settings.get("image_weight", 1.0),
        normalised=settings.get("normalised", False),
        autocast_dtype=autocast_dtype,
    )


def _voxel_loss(
    statistics: HUStatistics, *, false_bone_weight: float = 1.0, **settings: Any
) -> Loss:
    loss = make_loss(**settings)
    if false_bone_weight == 1.0:
        return loss
    bone = (BONE_HU - statistics.mean) / statistics.sd
    return with_false_bone(loss, factor=false_bone_weight, threshold=bone)
