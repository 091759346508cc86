"""Operations of ONNX that look at shapes or change them, by PyTorch's functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional


def numbers(values: Any) -> list[Any]:
    """A list of a tensor's values, or of a sequence's."""
    return values.tolist() if torch.is_tensor(values) else list(values)


def pad(
    image: Tensor, pads: Any = None, value: Any = None, axes: Any = None, **with_: Any
) -> Tensor:
    """Pad: values, edges or mirror images around an image."""
    sides = [int(n) for n in numbers(with_.get("pads") if pads is None else pads)]
    half = len(sides) // 2
    every = list(range(image.ndim)) if axes is None else [int(n) for n in numbers(axes)]
    begins, ends = [0] * image.ndim, [0] * image.ndim
    for place, axis in enumerate(every):
        begins[axis], ends[axis] = sides[place], sides[half + place]
    flat = [side for pair in zip(begins[::-1], ends[::-1], strict=True) for side in pair]
    how = {"constant": "constant", "edge": "replicate", "reflect": "reflect"}[
        with_.get("mode", "constant")
    ]
    if how == "constant":
        filling = with_.get("value", 0.0) if value is None else float(value)
        return functional.pad(image, flat, value=filling)
    spatial = 2 * (image.ndim - 2)
    if any(flat[spatial:]):
        raise ValueError(f"padding of a batch or of channels by {how} is not known")
    return functional.pad(image, flat[:spatial], mode=how)


def slice_(
    data: Tensor,
    starts: Any = None,
    ends: Any = None,
    axes: Any = None,
    steps: Any = None,
    **old: Any,
) -> Tensor:
    """Slice, whose steps may go backwards."""
    starts = numbers(old["starts"] if starts is None else starts)
    ends = numbers(old["ends"] if ends is None else ends)
    axes = old.get("axes") if axes is None else axes
    every = range(len(starts)) if axes is None else numbers(axes)
    strides = [1] * len(starts) if steps is None else numbers(steps)
    for axis, start, end, stride in zip(every, starts, ends, strides, strict=True):
        length = data.shape[axis]
        places = list(range(length))[slice(start, end, stride)] if stride < 0 else None
        if places is None:
            first, last, _ = slice(start, end, stride).indices(length)
            whole: list[Any] = [slice(None)] * data.ndim
            whole[axis] = slice(first, last, stride)
            data = data[tuple(whole)]
        else:
            data = data.index_select(axis, torch.tensor(places, device=data.device))
    return data


def reshape(data: Tensor, shape: Any, *, allowzero: int = 0) -> Tensor:
    """Reshape; 0 keeps a side, unless that is allowed."""
    sides = [int(n) for n in numbers(shape)]
    if not allowzero:
        sides = [data.shape[n] if side == 0 else side for n, side in enumerate(sides)]
    return data.reshape(sides)


def shape_of(data: Tensor, *, start: int = 0, end: int | None = None) -> Tensor:
    """Shape."""
    # Numbers about shapes are worked out on the CPU, wherever the images are.
    return torch.tensor(list(data.shape)[start:end], dtype=torch.int64)


def gather(data: Tensor, places: Tensor, *, axis: int = 0) -> Tensor:
    """Gather along an axis."""
    places = places.long()
    places = torch.where(places < 0, places + data.shape[axis], places)
    found = data.index_select(axis, places.reshape(-1))
    axis %= data.ndim
    return found.reshape([*data.shape[:axis], *places.shape, *data.shape[axis + 1 :]])


def squeeze(data: Tensor, places: Any = None, *, axes: Any = None) -> Tensor:
    """Squeeze."""
    given = axes if places is None else numbers(places)
    return data.squeeze() if given is None else data.squeeze(tuple(int(n) for n in given))


def unsqueeze(data: Tensor, places: Any = None, *, axes: Any = None) -> Tensor:
    """Unsqueeze."""
    given = [int(n) for n in (axes if places is None else numbers(places))]
    final = data.ndim + len(given)
    for axis in sorted(n % final for n in given):
        data = data.unsqueeze(axis)
    return data


def reduced(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A reduction of axes by one of PyTorch's functions."""

    def reduce_(
        data: Tensor,
        places: Any = None,
        *,
        axes: Any = None,
        keepdims: int = 1,
        noop_with_empty_axes: int = 0,
    ) -> Tensor:
        given = axes if places is None else numbers(places)
        every = list(range(data.ndim)) if given is None else [int(n) for n in given]
        return function(data, dim=every, keepdim=bool(keepdims))

    return reduce_


def split(data: Tensor, parts: Any = None, *, axis: int = 0, split: Any = None, **more: Any) -> Any:
    """Split into parts of given sizes, or into so many."""
    given = split if parts is None else numbers(parts)
    if given is None:
        count = int(more["num_outputs"])
        return list(data.split(math.ceil(data.shape[axis] / count), axis))
    return list(data.split([int(n) for n in given], axis))


def full(shape: Tensor, *, value: Any = 0.0) -> Tensor:
    """ConstantOfShape."""
    filling = value[0] if isinstance(value, list) else value
    return torch.full([int(n) for n in numbers(shape)], filling, device=shape.device)
