"""The operations of ONNX that a network as data may use, by PyTorch's functions.

After the operators' definitions (https://onnx.ai/onnx/operators, opset 9 and later), as far as
networks of images use them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from SyntheticCTLib.networks.onnx_shapes import (
    full,
    gather,
    numbers,
    pad,
    reduced,
    reshape,
    shape_of,
    slice_,
    split,
    squeeze,
    unsqueeze,
)
from SyntheticCTLib.networks.onnx_windows import (
    batch_norm,
    conv,
    conv_transpose,
    global_average,
    group_norm,
    instance_norm,
    layer_norm,
    pool_of,
    resize,
    upsample,
)

#: Types of ONNX (TensorProto.DataType) that occur.
_TYPES = {1: torch.float32, 6: torch.int32, 7: torch.int64, 9: torch.bool, 10: torch.float16}
_TYPES |= {11: torch.float64}


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


_MAX_POOLS = (functional.max_pool1d, functional.max_pool2d, functional.max_pool3d)
_AVERAGE_POOLS = (functional.avg_pool1d, functional.avg_pool2d, functional.avg_pool3d)

OPERATIONS: dict[str, Callable[..., Any]] = {
    "Abs": torch.abs,
    "Add": torch.add,
    "AveragePool": pool_of(_AVERAGE_POOLS, 0.0, True),
    "BatchNormalization": batch_norm,
    "Cast": _cast,
    "Clip": _clip,
    "Concat": lambda *parts, axis: torch.cat(parts, axis),
    "ConstantOfShape": full,
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "Div": _divide,
    "Dropout": lambda data, *_, **__: data,
    "Elu": lambda data, *, alpha=1.0: functional.elu(data, alpha),
    "Equal": torch.eq,
    "Erf": torch.erf,
    "Exp": torch.exp,
    "Expand": lambda data, shape: data * torch.ones(numbers(shape), device=data.device),
    "Flatten": lambda data, *, axis=1: data.reshape(math.prod(data.shape[:axis]), -1),
    "Gather": gather,
    "Gelu": _gelu,
    "Gemm": _gemm,
    "GlobalAveragePool": global_average,
    "Greater": torch.gt,
    "GroupNormalization": group_norm,
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": functional.hardswish,
    "Identity": lambda data: data,
    "InstanceNormalization": instance_norm,
    "Integers": lambda values: torch.tensor(values, dtype=torch.int64),
    "LayerNormalization": layer_norm,
    "LeakyRelu": _leaky_relu,
    "Less": torch.lt,
    "Log": torch.log,
    "MatMul": torch.matmul,
    "Max": lambda *parts: reduce(torch.maximum, parts),
    "MaxPool": pool_of(_MAX_POOLS, -math.inf, False),
    "Min": lambda *parts: reduce(torch.minimum, parts),
    "Mul": torch.mul,
    "Neg": torch.neg,
    "PRelu": _prelu,
    "Pad": pad,
    "Pow": torch.pow,
    "Reciprocal": torch.reciprocal,
    "ReduceMax": reduced(torch.amax),
    "ReduceMean": reduced(torch.mean),
    "ReduceMin": reduced(torch.amin),
    "ReduceSum": reduced(torch.sum),
    "Relu": functional.relu,
    "Reshape": reshape,
    "Resize": resize,
    "Shape": shape_of,
    "Sigmoid": torch.sigmoid,
    "Slice": slice_,
    "Softmax": lambda data, *, axis=-1: torch.softmax(data, axis),
    "Softplus": functional.softplus,
    "Split": split,
    "Sqrt": torch.sqrt,
    "Squeeze": squeeze,
    "Sub": torch.sub,
    "Tanh": torch.tanh,
    "Transpose": lambda data, *, perm: data.permute(perm),
    "Unsqueeze": unsqueeze,
    "Upsample": upsample,
    "Where": torch.where,
}
