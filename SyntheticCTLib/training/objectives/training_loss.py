"""The loss that a recipe's phase names."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.tasks.pair import HUStatistics
from SyntheticCTLib.training.objectives.losses import (
    Loss,
    make_loss,
    with_bone_edge,
    with_false_bone,
)
from SyntheticCTLib.training.objectives.objective import Surroundings
from SyntheticCTLib.training.objectives.structure import with_structure

#: Losses that need more than the voxels: the module whose ``training_loss`` makes each, loaded when
#: a recipe names it.
_ELSEWHERE = {"afp": "SyntheticCTLib.training.research.feature_loss"}

#: HU beyond the threshold of bone at which a voxel is bone at odds of e to 1: about the noise of
#: soft tissue in the low-dose CTs that limbs were learnt from.
EDGE_WIDTH_HU = 40.0


def training_loss(settings: dict[str, Any], surroundings: Surroundings) -> Loss:
    """The loss of a recipe's phase.

    Args:
        settings: a recipe's ``loss``: ``name`` and arguments of ``losses.make_loss``, which may
            have a ``false_bone_weight``, the factor of ``losses.with_false_bone``, a
            ``bone_edge_share``, the share of ``losses.with_bone_edge``, and ``structure``, the
            arguments of ``structure.with_structure``; or a name of ``_ELSEWHERE`` and arguments of
            that module's ``training_loss``.
        surroundings: of the run.

    Raises:
        InputError: an unknown loss, or what it needs is not given.
    """
    if (module := _ELSEWHERE.get(settings.get("name", ""))) is not None:
        arguments = {key: value for key, value in settings.items() if key != "name"}
        loss: Loss = import_module(module).training_loss(surroundings, **arguments)
        return loss
    return _voxel_loss(surroundings.statistics, **settings)


def _voxel_loss(
    statistics: HUStatistics,
    *,
    false_bone_weight: float = 1.0,
    bone_edge_share: float = 0.0,
    structure: dict[str, float] | None = None,
    **settings: Any,
) -> Loss:
    loss = make_loss(**settings)
    bone = (BONE_HU - statistics.mean) / statistics.sd
    if false_bone_weight != 1.0:
        loss = with_false_bone(loss, factor=false_bone_weight, threshold=bone)
    if bone_edge_share > 0.0:
        width = EDGE_WIDTH_HU / statistics.sd
        loss = with_bone_edge(loss, share=bone_edge_share, threshold=bone, width=width)
    if structure is not None:
        loss = with_structure(loss, **structure)
    return loss
