"""Weights in 8 bits a value: whole numbers of steps, with a step of its own for each channel.

Symmetric quantisation per channel (Jacob et al., CVPR 2018, arXiv 1712.05877), of what is stored
alone: a network is given back its weights as floats. A step is a 127th of the channel's largest
weight. What that costs the model of limbs in HU stands in its card.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch

#: How weights may be stored; "float32" is for models of other programs, which must answer as there.
Storage = Literal["float16", "int8", "float32"]

#: The steps of a tensor stand beside it under its name and this.
STEP = "/step"

_MOST = 127

#: Smaller tensors (biases, norms, the last layer) stay as they are: they are few, and weigh most.
_FEWEST = 4096


def packed(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Large tensors as int8 and their steps (float32), one for each index of the first axis."""
    import torch

    result: dict[str, torch.Tensor] = {}
    for name, value in weights.items():
        if value.ndim < 2 or value.numel() < _FEWEST or not value.is_floating_point():
            result[name] = value
            continue
        channels = value.float().flatten(1)
        step = (channels.abs().amax(1) / _MOST).clamp(min=torch.finfo(torch.float32).tiny)
        whole = (channels / step[:, None]).round().to(torch.int8)
        result[name], result[name + STEP] = whole.reshape(value.shape).contiguous(), step
    return result


def unpacked(stored: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights, float32, of what ``packed`` gave, or of tensors that were never packed.

    Raises:
        ValueError: the steps of a tensor are of another number than its channels.
    """
    result = {}
    for name, value in stored.items():
        if name.endswith(STEP):
            continue
        step = stored.get(name + STEP)
        if step is None:
            result[name] = value.float()
            continue
        if step.shape != value.shape[:1]:
            raise ValueError(f"{name!r} has {value.shape[0]} channels and {len(step)} steps")
        result[name] = value.float() * step.reshape(-1, *[1] * (value.ndim - 1))
    return result
