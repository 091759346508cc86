"""A network that wants its images otherwise than tiles lie: axes reversed, or slice by slice."""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from torch import nn

from SyntheticCTLib.networks import build_network


class Adapted(nn.Module):
    """Another network, shown its images as it learnt them.

    Args:
        network: its definition.
        axes: the order in which it sees the axes: "kji" as tiles have them, "ijk" as programs that
            read NIfTI have them, or any other.
        dimensions: 3, or 2 for a network that sees one slice along k at a time; the channels of a
            slice may be its neighbours.
        channel: of the network's answer; None keeps all.
        activation: what its answer goes through at last.

    Raises:
        ValueError: another order, dimension or activation.
        ModelError: see ``build_network``.
    """

    #: The inner network's arguments are checked when that is built.
    CHECKS_ITSELF: ClassVar[bool] = True

    _ACTIVATIONS: ClassVar[dict[str, Any]] = {
        "none": nn.Identity,
        "tanh": nn.Tanh,
        "sigmoid": nn.Sigmoid,
        "relu": nn.ReLU,
    }

    def __init__(
        self,
        *,
        network: dict[str, Any],
        axes: str = "kji",
        dimensions: int = 3,
        channel: int | None = None,
        activation: str = "none",
    ) -> None:
        super().__init__()
        if sorted(axes) != sorted("kji") or dimensions not in (2, 3):
            raise ValueError(f"axes {axes!r} and dimensions {dimensions!r} are not known")
        if activation not in self._ACTIVATIONS:
            raise ValueError(f"activation must be one of {', '.join(self._ACTIVATIONS)}")
        self.network = build_network(network)
        self.last = self._ACTIVATIONS[activation]()
        order = [2 + "kji".index(letter) for letter in axes]
        self._there = (0, 1, *order)
        self._back = (0, 1, *(2 + order.index(axis) for axis in (2, 3, 4)))
        self._slices, self._channel = dimensions == 2, channel
        self._reversed = axes.index("i") < axes.index("j")  # in a slice

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Image ``(batch, channel, k, j, i)`` to the answer, likewise."""
        answer = self._by_slices(image) if self._slices else self._of_volumes(image)
        if isinstance(answer, (tuple, list)):  # the finest of several depths comes first
            answer = answer[0]
        if self._channel is not None:
            answer = answer[:, self._channel : self._channel + 1]
        found: torch.Tensor = self.last(answer)
        return found

    def _of_volumes(self, image: torch.Tensor) -> Any:
        answer = self.network(image.permute(self._there).contiguous())
        if isinstance(answer, (tuple, list)):
            answer = answer[0]
        return answer.permute(self._back)

    def _by_slices(self, image: torch.Tensor) -> torch.Tensor:
        batch, _, depth = image.shape[:3]
        slices = image.transpose(1, 2).flatten(0, 1)  # (batch * k, channel, j, i)
        if self._reversed:
            slices = slices.transpose(2, 3).contiguous()
        answer = self.network(slices)
        if isinstance(answer, (tuple, list)):
            answer = answer[0]
        if self._reversed:
            answer = answer.transpose(2, 3)
        whole: torch.Tensor = answer.unflatten(0, (batch, depth)).transpose(1, 2)
        return whole
