"""What training has to know of a direction."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.preprocessing.intensity import Z_SCORE
from SyntheticCTLib.preprocessing.kinds import MR, Kind
from SyntheticCTLib.tasks.pair import HUStatistics, Pair, TrainingCase


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


class TrainedTask(ABC):
    """Something that networks are trained for.

    Attributes:
        source: kind of what the network sees.
        learns: what a recipe's ``target`` calls what it learns.
        paired: kind of the image beside the CT in its pairs.
        taught: whether a larger model can teach a network.
        refined: whether a second stage can refine what a network makes.
    """

    source: Kind
    learns: ClassVar[str]
    paired: ClassVar[Kind] = MR
    taught: ClassVar[bool] = False
    refined: ClassVar[bool] = False

    @property
    @abstractmethod
    def name(self) -> str:
        """The task for people: "MR to CT"."""

    @property
    @abstractmethod
    def makes(self) -> str:
        """The ``output_modality`` of its models."""

    @abstractmethod
    def case(self, pair: Pair, statistics: HUStatistics, *, bone_weight: int = 1) -> TrainingCase:
        """Turn a pair in the model's frame into network units.

        Args:
            pair: see ``Pair``.
            statistics: of the HU of the training CTs.
            bone_weight: weight of voxels above ``BONE_HU``, the others have 1. An L1 loss predicts
                the median of what is possible, and where bone is less likely than not that is no
                bone.

        Raises:
            InputError: the mask is empty, or an image shows no body.
        """

    def on_input_scale(self, scale: str) -> TrainedTask:
        """The same direction, with an MR on that scale of ``preprocessing.input_scales``.

        Raises:
            InputError: the scale is unknown, or the networks see no MR.
        """
        if scale != Z_SCORE:
            raise InputError(
                f"{self.name}: networks see {self.source.article} here, which has no input scale "
                f"{scale!r}."
            )
        return self

    @abstractmethod
    def scorer(self, statistics: HUStatistics) -> Scorer:
        """How a network is judged while it is trained."""

    def check_network(self, definition: Mapping[str, Any]) -> None:  # noqa: B027 - a hook
        """Refuse a network that cannot learn this.

        Raises:
            InputError: for example it has another number of outputs.
        """
