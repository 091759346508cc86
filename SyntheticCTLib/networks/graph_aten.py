"""The operations of TorchScript that a network as data may use: PyTorch's own, by name.

All are functions of tensors and numbers. What reads or writes files, makes random numbers or calls
out is not here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import torch

#: Names in ``torch.ops.aten``; one that ends in an underscore changes its first tensor.
_ATEN = [
    "_convolution",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose2d",
    "conv_transpose3d",
    "convolution",
    "instance_norm",
    "batch_norm",
    "group_norm",
    "layer_norm",
    "relu",
    "relu_",
    "leaky_relu",
    "leaky_relu_",
    "prelu",
    "elu",
    "elu_",
    "gelu",
    "silu",
    "silu_",
    "mish",
    "sigmoid",
    "sigmoid_",
    "tanh",
    "tanh_",
    "softplus",
    "hardtanh",
    "hardtanh_",
    "hardsigmoid",
    "hardswish",
    "clamp",
    "clamp_",
    "clamp_min",
    "clamp_max",
    "softmax",
    "log_softmax",
    "add",
    "add_",
    "sub",
    "sub_",
    "rsub",
    "mul",
    "mul_",
    "div",
    "div_",
    "pow",
    "sqrt",
    "rsqrt",
    "exp",
    "log",
    "abs",
    "neg",
    "reciprocal",
    "floor",
    "ceil",
    "round",
    "mean",
    "sum",
    "amax",
    "amin",
    "var",
    "std",
    "maximum",
    "minimum",
    "cat",
    "stack",
    "chunk",
    "split",
    "split_with_sizes",
    "slice",
    "select",
    "narrow",
    "view",
    "reshape",
    "flatten",
    "permute",
    "transpose",
    "contiguous",
    "unsqueeze",
    "squeeze",
    "expand",
    "expand_as",
    "repeat",
    "movedim",
    "roll",
    "unflatten",
    "pad",
    "constant_pad_nd",
    "reflection_pad2d",
    "reflection_pad3d",
    "replication_pad2d",
    "replication_pad3d",
    "max_pool2d",
    "max_pool3d",
    "avg_pool2d",
    "avg_pool3d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool2d",
    "adaptive_max_pool3d",
    "upsample_nearest2d",
    "upsample_nearest3d",
    "upsample_bilinear2d",
    "upsample_trilinear3d",
    "upsample_bicubic2d",
    "pixel_shuffle",
    "linear",
    "matmul",
    "bmm",
    "addmm",
    "mm",
    "baddbmm",
    "scaled_dot_product_attention",
    "clone",
    "type_as",
    "zeros_like",
    "ones_like",
    "eq",
    "ne",
    "lt",
    "gt",
    "le",
    "ge",
    "where",
    "masked_fill",
]


def _convolution(image: Any, weight: Any, bias: Any, *rest: Any) -> Any:
    # The last four are switches of cuDNN, which the machine that runs this decides.
    return torch.ops.aten.convolution(image, weight, bias, *rest[:6])


def _upsample(function: Callable[..., Any]) -> Callable[..., Any]:
    def upsample(image: Any, size: Any, *rest: Any) -> Any:
        return function(image, None if size is None else [int(n) for n in size], *rest)

    return upsample


def _to(tensor: Any, *how: Any) -> Any:
    """Only to another type: where a tensor lies is decided elsewhere."""
    kinds = [one for one in how if isinstance(one, int) and not isinstance(one, bool)]
    return tensor if not kinds else tensor.to(_dtype(kinds[0]))


def _dtype(number: int) -> torch.dtype:
    known = {1: torch.int8, 3: torch.int32, 4: torch.int64, 5: torch.float16, 6: torch.float32}
    known |= {7: torch.float64, 11: torch.bool, 15: torch.bfloat16}
    return known.get(number, torch.float32)


def _same(value: Any, *_: Any) -> Any:
    return value


def _as_int(value: Any) -> int:
    return int(value)


def _either(tensors: Any, plain: Callable[..., Any]) -> Callable[..., Any]:
    """On plain numbers arithmetic, which PyTorch's operation takes for tensors."""

    def calculate(*given: Any, **named: Any) -> Any:
        some = any(torch.is_tensor(one) for one in given)
        return tensors(*given, **named) if some else plain(*given, **named)

    return calculate


OPERATIONS: dict[str, Callable[..., Any]] = {
    **{f"aten::{name}": getattr(torch.ops.aten, name) for name in _ATEN},
    "aten::_convolution": _convolution,
    **{
        f"aten::{name}": _upsample(getattr(torch.ops.aten, name))
        for name in _ATEN
        if name.startswith("upsample_")
    },
    "aten::add": _either(torch.ops.aten.add, lambda a, b, alpha=1: a + alpha * b),
    "aten::sub": _either(torch.ops.aten.sub, lambda a, b, alpha=1: a - alpha * b),
    "aten::mul": _either(torch.ops.aten.mul, operator.mul),
    "aten::div": _either(torch.ops.aten.div, lambda a, b, **_: a / b),
    "aten::to": _to,
    "aten::dropout": _same,
    "aten::dropout_": _same,
    "aten::feature_dropout": _same,
    "aten::detach": _same,
    "aten::alias": _same,
    # Numbers and lists, from which traced networks make shapes.
    "aten::size": lambda tensor, axis=None: (
        list(tensor.shape) if axis is None else tensor.size(axis)
    ),
    "aten::len": len,
    "aten::dim": lambda tensor: tensor.dim(),
    "aten::Int": _as_int,
    "aten::ScalarImplicit": lambda value: value.item() if torch.is_tensor(value) else value,
    "aten::IntImplicit": _as_int,
    "aten::floor_divide": lambda a, b: a // b,
    "aten::floordiv": operator.floordiv,
    "aten::remainder": operator.mod,
    "aten::__getitem__": operator.getitem,
    "prim::NumToTensor": _same,
    "prim::ListConstruct": lambda *items: list(items),
    "prim::TupleConstruct": lambda *items: list(items),
    "prim::ListUnpack": _same,
    "prim::TupleUnpack": _same,
}
