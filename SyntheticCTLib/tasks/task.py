"""What a synthesis has to know of a direction."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from SyntheticCTLib.arrays import Mask
from SyntheticCTLib.guards.input_guard import GuardWarning, InputGuard
from SyntheticCTLib.guards.inspection import inspect
from SyntheticCTLib.guards.of_kinds import GUARDS
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models.info import ModelInfo
from SyntheticCTLib.preprocessing.kinds import Kind


class Task:
    """One kind of image made from another.

    Args:
        source: kind of the input.
        target: kind of the output.

    Attributes:
        has_methods: whether there are other ways to the target than a network.
        body_goes_on: whether a network is shown the values of the border going on round an image
            that is smaller than a tile, as a body does that the image cuts, or nothing there. What
            it is shown at other ends says ``going_on``.
    """

    body_goes_on: ClassVar[bool] = False
    has_methods: ClassVar[bool] = False

    def __init__(self, source: Kind, target: Kind) -> None:
        self.source, self.target = source, target

    @property
    def name(self) -> str:
        """The task for people: "MR to CT"."""
        return f"{self.source.name} to {self.target.name}"

    @property
    def guard(self) -> InputGuard:
        """What an input is held against."""
        return GUARDS[self.source.name]

    def doubts(self, volume: Volume, info: ModelInfo) -> list[GuardWarning]:
        """What speaks against an image as a model's input, see ``guards.inspection.inspect``."""
        statistics = info.metadata.synthetic_ct.training_statistics
        return inspect(volume, self.guard, statistics, info.body_regions)

    def doubts_of_result(
        self, _made: Volume, _body: np.ndarray, _info: ModelInfo
    ) -> list[GuardWarning]:
        """What speaks against a synthetic image once it is made.

        Args:
            _made: the image, on its kind's scale.
            _body: where it was made, bool ``[k, j, i]``.
            _info: of the model.
        """
        return []

    def observed(self, volume: Volume) -> tuple[Volume, np.ndarray]:
        """What a network is shown of an image, and where a synthetic image can be made of it.

        Args:
            volume: the input as it was read, array ``[k, j, i]``.

        Returns:
            The image on its kind's scale, and bool ``[k, j, i]``: the body.

        Raises:
            InputError: no body stands out from air.
        """
        seen = self.source.on_scale(volume)
        return seen, self.source.body(seen)

    def going_on(self, shown: Volume, mask: Mask) -> tuple[Volume, Mask]:
        """What a network is shown where the image ends, if its body goes on (``body_goes_on``).

        Args:
            shown: the image on its kind's scale, array ``[k, j, i]``.
            mask: where a synthetic image is made of it, bool ``[k, j, i]``.

        Returns:
            Both, possibly of another part of the grid.
        """
        return shown, mask

    def hounsfield_scale(self, info: ModelInfo) -> dict[str, Any]:
        """The scale of a model by which HU are normalised, in what it makes or else in what it
        sees.
        """
        made = self.target.in_hounsfield
        return info.output_normalisation if made else info.input_normalisation
