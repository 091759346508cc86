"""A direction whose models make images: what scoring, export and fine-tuning have to know of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.info import ModelInfo, Refine
from SyntheticCTLib.tasks.pair import HUStatistics, Pair
from SyntheticCTLib.tasks.task import Task
from SyntheticCTLib.tasks.trained_task import TrainedTask

#: The model among the methods that are scored.
MODEL_METHOD = "model"


class Baselines(Protocol):
    """Predictions that need no network, to be scored beside a model."""

    def predict(self, pair: Pair, mask: Mask, seen: Mask) -> dict[str, np.ndarray]:
        """Values ``[k, j, i]`` by method.

        Args:
            pair: what to predict from.
            mask: where it is scored, bool.
            seen: where the model made its image, bool.
        """


class ImageTask(Task, TrainedTask):
    """A task that networks are trained for and whose models ``synthesize`` uses.

    Attributes:
        fine_tuning: augmentation of fine-tuning beyond what is usual; None where nobody fine-tunes.
        scored_in_frame: scored in the model's frame, or else as its pairs are stored.
        pictured: whether a score can draw a picture of each patient.
        watched: column of a validation's log with the error that models are compared by.
        columns: figures of a score in their order.
        table_columns: those of a cross-validation's table, with their titles.
    """

    fine_tuning: ClassVar[Mapping[str, Any] | None] = None
    scored_in_frame: ClassVar[bool] = True
    pictured: ClassVar[bool] = False
    watched: ClassVar[str] = "mae"
    columns: ClassVar[Sequence[str]]
    table_columns: ClassVar[Mapping[str, str]]

    @property
    def makes(self) -> str:
        """See ``TrainedTask``."""
        return self.target.name

    @abstractmethod
    def scales(self, hu: dict[str, Any]) -> dict[str, Any]:
        """``input_normalisation``, ``output_normalisation`` and ``outside_value`` of its models.

        Args:
            hu: the scale of HU by the training's statistics.
        """

    @abstractmethod
    def validation_table(self, rows: Sequence[Mapping[str, str]]) -> list[str]:
        """The rows of a validation's log as a table in Markdown, for the model card."""

    def error_of_mean(self, _pair: Pair, _statistics: HUStatistics) -> float | None:
        """``watched`` of the training patients' mean everywhere; None where nobody says."""
        return None

    def card_section(self) -> list[str]:
        """What its models' cards say beyond others, as lines of Markdown."""
        return []

    def input_of(self, pair: Pair) -> Volume:
        """What a model is given of a pair."""
        return pair.image

    def methods(self, _info: ModelInfo) -> dict[str, Refine | None]:
        """The pictures of a model that are scored, with how far each is refined."""
        return {MODEL_METHOD: None}

    def judged(self, _methods: Iterable[str]) -> str:
        """Of those methods the one that stands for the model."""
        return MODEL_METHOD

    def kept_name(self, name: str, _refine: Refine | None) -> str:
        """The file of a patient's synthetic image that a score keeps."""
        return f"{name}_{self.target.synthetic.lower()}.nii.gz"

    def options(self, **_sampling: Any) -> dict[str, Any]:
        """Of the options of a sampled image those that its models take."""
        return {}

    @abstractmethod
    def scored_mask(self, pair: Pair) -> Mask:
        """Where a pair is scored, bool ``[k, j, i]``.

        Raises:
            InputError: nothing is left.
        """

    @abstractmethod
    def baselines(self, pairs: Iterable[Pair]) -> Baselines:
        """What a model has to beat, fitted on the pairs that it learnt from."""

    @abstractmethod
    def figures(
        self, pair: Pair, mask: Mask, values: np.ndarray
    ) -> tuple[int, dict[str, float | None]]:
        """Voxels that were compared, and figures by column; None where undefined.

        Args:
            pair: what is true.
            mask: where it is compared, bool.
            values: a method's, ``[k, j, i]``.
        """
