"""Operations of ONNX on images, by windows that move and by norms, by PyTorch's functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor
from torch.nn import functional

from SyntheticCTLib.networks.onnx_shapes import numbers


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


def conv(
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
    """Conv."""
    kernel = list(weight.shape[2:])
    strides, even, uneven, dilations = _windows(image, kernel, strides, pads, dilations, auto_pad)
    if uneven:
        image = functional.pad(image, uneven)
    convolve = (functional.conv1d, functional.conv2d, functional.conv3d)[len(kernel) - 1]
    found: Tensor = convolve(image, weight, bias, strides, even, dilations, group)
    return found


def conv_transpose(
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
    """ConvTranspose."""
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


def pool_of(functions: Sequence[Callable[..., Tensor]], empty: float, average: bool) -> Any:
    """A pooling by the function for one, two or three dimensions."""

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


def global_average(data: Tensor) -> Tensor:
    """GlobalAveragePool."""
    return data.mean(dim=list(range(2, data.ndim)), keepdim=True)


def instance_norm(image: Tensor, scale: Tensor, bias: Tensor, *, epsilon: float = 1e-5) -> Tensor:
    """InstanceNormalization."""
    return functional.instance_norm(image, weight=scale, bias=bias, eps=epsilon)


def batch_norm(
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
    """BatchNormalization, of a network that is trained."""
    return functional.batch_norm(image, mean, variance, scale, bias, False, 0.0, epsilon)


def group_norm(
    image: Tensor, scale: Tensor, bias: Tensor, *, num_groups: int, epsilon: float = 1e-5
) -> Tensor:
    """GroupNormalization."""
    return functional.group_norm(image, num_groups, scale, bias, epsilon)


def layer_norm(
    image: Tensor,
    scale: Tensor,
    bias: Tensor | None = None,
    *,
    axis: int = -1,
    epsilon: float = 1e-5,
    stash_type: int = 1,
) -> Tensor:
    """LayerNormalization."""
    return functional.layer_norm(image, image.shape[axis:], scale, bias, epsilon)


def resize(
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
    """Resize."""
    count = image.ndim - 2
    size: list[int] | None = None
    factor: list[float] | None = None
    if sizes is not None and len(numbers(sizes)):
        size = [int(n) for n in numbers(sizes)[2:]]
    else:
        factor = [float(n) for n in numbers(scales)[2:]]
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


def upsample(image: Tensor, scales: Any, *, mode: str = "nearest") -> Tensor:
    """Upsample, the operator before Resize, on asymmetric coordinates."""
    # The operator before Resize, on asymmetric coordinates.
    if mode != "nearest":
        raise ValueError(f"Upsample by {mode} is not known")
    factor = [float(n) for n in numbers(scales)[2:]]
    return functional.interpolate(image, None, factor, mode="nearest")
