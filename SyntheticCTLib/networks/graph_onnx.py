"""The operations of ONNX that a network as data may use, by PyTorch's functions.

After the operators' definitions (https://onnx.ai/onnx/operators, opset 9 and later), as far as
networks of images use them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import torch
from torch.nn import functional

Tensor = torch.Tensor

#: Types of ONNX (TensorProto.DataType) that occur.
_TYPES = {1: torch.float32, 6: torch.int32, 7: torch.int64, 9: torch.bool, 10: torch.float16}
_TYPES |= {11: torch.float64}


def _numbers(values: Any) -> list[Any]:
    return values.tolist() if torch.is_tensor(values) else list(values)


def _sides(pads: Sequence[int]) -> tuple[list[int], list[int]]:
    """ONNX's begins and ends of each axis: symmetric ones, and what the ends have more, as
    ``functional.pad`` takes it (last axis first)."""
    half = len(pads) // 2
    begins, ends = list(pads[:half]), list(pads[half:])
    if begins == ends:
        return begins, []
    uneven = [side for pair in zip(begins[::-1], ends[::-1], strict=True) for side in pair]
    return [0] * half, uneven


def _windows(
    image: Tensor, kernel: Sequence[int], strides: Any, pads: Any, dilations: Any, auto_pad: str
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Strides, symmetric padding, uneven padding and dilations of a window that moves."""
    count = len(kernel)
    strides = list(strides or [1] * count)
    dilations = list(dilations or [1] * count)
    if auto_pad in ("SAME_UPPER", "SAME_LOWER"):
        begins, ends = [], []
        for length, side, stride, spread in zip(
            image.shape[2:], kernel, strides, dilations, strict=True
        ):
            covered = (math.ceil(length / stride) - 1) * stride + spread * (side - 1) + 1
            lack = max(0, covered - length)
            small, large = lack // 2, lack - lack // 2
            begins.append(small if auto_pad == "SAME_UPPER" else large)
            ends.append(large if auto_pad == "SAME_UPPER" else small)
        pads = begins + ends
    even, uneven = _sides(list(pads or [0] * (2 * count)))
    return strides, even, uneven, dilations


def _conv(
    image: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    kernel_shape: Any = None,
    strides: Any = None,
    pads: Any = None,
    dilations: Any = None,
    group: int = 1,
    auto_pad: str = "NOTSET",
) -> Tensor:
    kernel = list(weight.shape[2:])
    strides, even, uneven, dilations = _windows(image, kernel, strides, pads, dilations, auto_pad)
    if uneven:
        image = functional.pad(image, uneven)
    convolve = (functional.conv1d, functional.conv2d, functional.conv3d)[len(kernel) - 1]
    found: Tensor = convolve(image, weight, bias, strides, even, dilations, group)
    return found


def _conv_transpose(
    image: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    kernel_shape: Any = None,
    strides: Any = None,
    pads: Any = None,
    dilations: Any = None,
    group: int = 1,
    output_padding: Any = None,
    auto_pad: str = "NOTSET",
) -> Tensor:
    count = weight.ndim - 2
    even, uneven = _sides(list(pads or [0] * (2 * count)))
    if uneven or auto_pad not in ("NOTSET", "VALID"):
        raise ValueError("transposed convolutions with uneven padding are not known")
    convolve = (
        functional.conv_transpose1d,
        functional.conv_transpose2d,
        functional.conv_transpose3d,
    )[count - 1]
    ones, zeros = [1] * count, [0] * count
    found: Tensor = convolve(
        image,
        weight,
        bias,
        strides or ones,
        even,
        output_padding or zeros,
        group,
        dilations or ones,
    )
    return found


def _pool(functions: Sequence[Callable[..., Tensor]], empty: float, average: bool) -> Any:
    def pool(
        image: Tensor,
        *,
        kernel_shape: Any,
        strides: Any = None,
        pads: Any = None,
        dilations: Any = None,
        ceil_mode: int = 0,
        count_include_pad: int = 0,
        auto_pad: str = "NOTSET",
        storage_order: int = 0,
    ) -> Tensor:
        step, even, uneven, _ = _windows(image, kernel_shape, strides, pads, dilations, auto_pad)
        if uneven:
            image = functional.pad(image, uneven, value=empty)
        function = functions[len(kernel_shape) - 1]
        more = {"count_include_pad": bool(count_include_pad)} if average else {}
        return function(image, kernel_shape, step, even, ceil_mode=bool(ceil_mode), **more)

    return pool


def _instance_norm(image: Tensor, scale: Tensor, bias: Tensor, *, epsilon: float = 1e-5) -> Tensor:
    return functional.instance_norm(image, weight=scale, bias=bias, eps=epsilon)


def _batch_norm(
    image: Tensor,
    scale: Tensor,
    bias: Tensor,
    mean: Tensor,
    variance: Tensor,
    *,
    epsilon: float = 1e-5,
    momentum: float = 0.9,
    training_mode: int = 0,
    spatial: int = 1,
) -> Tensor:
    return functional.batch_norm(image, mean, variance, scale, bias, False, 0.0, epsilon)


def _group_norm(
    image: Tensor, scale: Tensor, bias: Tensor, *, num_groups: int, epsilon: float = 1e-5
) -> Tensor:
    return functional.group_norm(image, num_groups, scale, bias, epsilon)


def _layer_norm(
    image: Tensor,
    scale: Tensor,
    bias: Tensor | None = None,
    *,
    axis: int = -1,
    epsilon: float = 1e-5,
    stash_type: int = 1,
) -> Tensor:
    return functional.layer_norm(image, image.shape[axis:], scale, bias, epsilon)


def _resize(
    image: Tensor,
    _region: Any = None,
    scales: Any = None,
    sizes: Any = None,
    *,
    mode: str = "nearest",
    coordinate_transformation_mode: str = "half_pixel",
    nearest_mode: str = "round_prefer_floor",
    cubic_coeff_a: float = -0.75,
    exclude_outside: int = 0,
    extrapolation_value: float = 0.0,
    antialias: int = 0,
) -> Tensor:
    count = image.ndim - 2
    size: list[int] | None = None
    factor: list[float] | None = None
    if sizes is not None and len(_numbers(sizes)):
        size = [int(n) for n in _numbers(sizes)[2:]]
    else:
        factor = [float(n) for n in _numbers(scales)[2:]]
    if mode == "nearest":
        known = coordinate_transformation_mode == "asymmetric" and nearest_mode == "floor"
        if not known and coordinate_transformation_mode != "half_pixel":
            raise ValueError(
                f"nearest neighbours by {coordinate_transformation_mode} are not known"
            )
        return functional.interpolate(image, size, factor, mode="nearest")
    if mode != "linear" or coordinate_transformation_mode not in (
        "align_corners",
        "half_pixel",
        "pytorch_half_pixel",
    ):
        raise ValueError(f"{mode} by {coordinate_transformation_mode} is not known")
    kind = ("linear", "bilinear", "trilinear")[count - 1]
    aligned = coordinate_transformation_mode == "align_corners"
    return functional.interpolate(image, size, factor, mode=kind, align_corners=aligned)


def _upsample(image: Tensor, scales: Any, *, mode: str = "nearest") -> Tensor:
    # The operator before Resize, on asymmetric coordinates.
    if mode != "nearest":
        raise ValueError(f"Upsample by {mode} is not known")
    factor = [float(n) for n in _numbers(scales)[2:]]
    return functional.interpolate(image, None, factor, mode="nearest")


def _pad(
    image: Tensor, pads: Any = None, value: Any = None, axes: Any = None, **with_: Any
) -> Tensor:
    sides = [int(n) for n in _numbers(with_.get("pads") if pads is None else pads)]
    half = len(sides) // 2
    every = list(range(image.ndim)) if axes is None else [int(n) for n in _numbers(axes)]
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
    while flat and flat[-2:] == [0, 0]:
        flat = flat[:-2]
    return functional.pad(image, flat, mode=how)


def _slice(
    data: Tensor,
    starts: Any = None,
    ends: Any = None,
    axes: Any = None,
    steps: Any = None,
    **old: Any,
) -> Tensor:
    starts = _numbers(old["starts"] if starts is None else starts)
    ends = _numbers(old["ends"] if ends is None else ends)
    axes = old.get("axes") if axes is None else axes
    every = range(len(starts)) if axes is None else _numbers(axes)
    strides = [1] * len(starts) if steps is None else _numbers(steps)
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


def _reshape(data: Tensor, shape: Any, *, allowzero: int = 0) -> Tensor:
    sides = [int(n) for n in _numbers(shape)]
    if not allowzero:
        sides = [data.shape[n] if side == 0 else side for n, side in enumerate(sides)]
    return data.reshape(sides)


def _shape(data: Tensor, *, start: int = 0, end: int | None = None) -> Tensor:
    # Numbers about shapes are worked out on the CPU, wherever the images are.
    return torch.tensor(list(data.shape)[start:end], dtype=torch.int64)


def _gather(data: Tensor, places: Tensor, *, axis: int = 0) -> Tensor:
    places = places.long()
    places = torch.where(places < 0, places + data.shape[axis], places)
    found = data.index_select(axis, places.reshape(-1))
    axis %= data.ndim
    return found.reshape([*data.shape[:axis], *places.shape, *data.shape[axis + 1 :]])


def _squeeze(data: Tensor, places: Any = None, *, axes: Any = None) -> Tensor:
    given = axes if places is None else _numbers(places)
    return data.squeeze() if given is None else data.squeeze(tuple(int(n) for n in given))


def _unsqueeze(data: Tensor, places: Any = None, *, axes: Any = None) -> Tensor:
    given = [int(n) for n in (axes if places is None else _numbers(places))]
    final = data.ndim + len(given)
    for axis in sorted(n % final for n in given):
        data = data.unsqueeze(axis)
    return data


def _reduced(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def reduce_(
        data: Tensor,
        places: Any = None,
        *,
        axes: Any = None,
        keepdims: int = 1,
        noop_with_empty_axes: int = 0,
    ) -> Tensor:
        given = axes if places is None else _numbers(places)
        every = list(range(data.ndim)) if given is None else [int(n) for n in given]
        return function(data, dim=every, keepdim=bool(keepdims))

    return reduce_


def _clip(data: Tensor, low: Any = None, high: Any = None, **old: Any) -> Tensor:
    low = old.get("min") if low is None else float(low)
    high = old.get("max") if high is None else float(high)
    return data.clamp(low, high)


def _gemm(
    a: Tensor,
    b: Tensor,
    c: Tensor | None = None,
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    transA: int = 0,  # noqa: N803 - ONNX's names
    transB: int = 0,  # noqa: N803
) -> Tensor:
    product = alpha * ((a.T if transA else a) @ (b.T if transB else b))
    return product if c is None else product + beta * c


def _split(
    data: Tensor, parts: Any = None, *, axis: int = 0, split: Any = None, **more: Any
) -> Any:
    given = split if parts is None else _numbers(parts)
    if given is None:
        count = int(more["num_outputs"])
        return list(data.split(math.ceil(data.shape[axis] / count), axis))
    return list(data.split([int(n) for n in given], axis))


def _global_average(data: Tensor) -> Tensor:
    return data.mean(dim=list(range(2, data.ndim)), keepdim=True)


def _full(shape: Tensor, *, value: Any = 0.0) -> Tensor:
    filling = value[0] if isinstance(value, list) else value
    return torch.full([int(n) for n in _numbers(shape)], filling, device=shape.device)


def _divide(a: Tensor, b: Tensor) -> Tensor:
    if a.is_floating_point() or b.is_floating_point():
        return a / b
    return torch.div(a, b, rounding_mode="trunc")


def _leaky_relu(data: Tensor, *, alpha: float = 0.01) -> Tensor:
    return functional.leaky_relu(data, alpha)


def _prelu(data: Tensor, slope: Tensor) -> Tensor:
    return torch.where(data < 0, data * slope, data)


def _hard_sigmoid(data: Tensor, *, alpha: float = 0.2, beta: float = 0.5) -> Tensor:
    return (alpha * data + beta).clamp(0, 1)


def _gelu(data: Tensor, *, approximate: str = "none") -> Tensor:
    return functional.gelu(data, approximate=approximate)


def _cast(data: Tensor, *, to: int, saturate: int = 1) -> Tensor:
    return data.to(_TYPES[to])


def _amax(data: Tensor, *, dim: list[int], keepdim: bool) -> Tensor:
    return data.amax(dim, keepdim)


def _amin(data: Tensor, *, dim: list[int], keepdim: bool) -> Tensor:
    return data.amin(dim, keepdim)


_MAX_POOLS = (functional.max_pool1d, functional.max_pool2d, functional.max_pool3d)
_AVERAGE_POOLS = (functional.avg_pool1d, functional.avg_pool2d, functional.avg_pool3d)

OPERATIONS: dict[str, Callable[..., Any]] = {
    "Abs": torch.abs,
    "Add": torch.add,
    "AveragePool": _pool(_AVERAGE_POOLS, 0.0, True),
    "BatchNormalization": _batch_norm,
    "Cast": _cast,
    "Clip": _clip,
    "Concat": lambda *parts, axis: torch.cat(parts, axis),
    "ConstantOfShape": _full,
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "Div": _divide,
    "Dropout": lambda data, *_, **__: data,
    "Elu": lambda data, *, alpha=1.0: functional.elu(data, alpha),
    "Equal": torch.eq,
    "Erf": torch.erf,
    "Exp": torch.exp,
    "Expand": lambda data, shape: data * torch.ones(_numbers(shape), device=data.device),
    "Flatten": lambda data, *, axis=1: data.reshape(math.prod(data.shape[:axis]), -1),
    "Gather": _gather,
    "Gelu": _gelu,
    "Gemm": _gemm,
    "GlobalAveragePool": _global_average,
    "Greater": torch.gt,
    "GroupNormalization": _group_norm,
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": functional.hardswish,
    "Identity": lambda data: data,
    "InstanceNormalization": _instance_norm,
    "Integers": lambda values: torch.tensor(values, dtype=torch.int64),
    "LayerNormalization": _layer_norm,
    "LeakyRelu": _leaky_relu,
    "Less": torch.lt,
    "Log": torch.log,
    "MatMul": torch.matmul,
    "Max": lambda *parts: reduce(torch.maximum, parts),
    "MaxPool": _pool(_MAX_POOLS, -math.inf, False),
    "Min": lambda *parts: reduce(torch.minimum, parts),
    "Mul": torch.mul,
    "Neg": torch.neg,
    "PRelu": _prelu,
    "Pad": _pad,
    "Pow": torch.pow,
    "Reciprocal": torch.reciprocal,
    "ReduceMax": _reduced(_amax),
    "ReduceMean": _reduced(torch.mean),
    "ReduceMin": _reduced(_amin),
    "ReduceSum": _reduced(torch.sum),
    "Relu": functional.relu,
    "Reshape": _reshape,
    "Resize": _resize,
    "Shape": _shape,
    "Sigmoid": torch.sigmoid,
    "Slice": _slice,
    "Softmax": lambda data, *, axis=-1: torch.softmax(data, axis),
    "Softplus": functional.softplus,
    "Split": _split,
    "Sqrt": torch.sqrt,
    "Squeeze": _squeeze,
    "Sub": torch.sub,
    "Tanh": torch.tanh,
    "Transpose": lambda data, *, perm: data.permute(perm),
    "Unsqueeze": _unsqueeze,
    "Upsample": _upsample,
    "Where": torch.where,
}
