"""The form of a network that answers fastest: the same function, fewer and better-laid steps.

In evaluation a batch norm multiplies and adds what it has learnt, so it goes into the convolution
before it; an average over windows goes into the 1 x 1 x 1 convolution after it. Sums are taken in
place, and features lie channels last, as the CPU's and GPU's convolutions want them. Networks of
other kinds keep their steps, and have their convolutions laid out alike.
"""

from __future__ import annotations

import copy
import math
import operator
from typing import Any

import torch
from torch import fx, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from SyntheticCTLib.networks.instance_norm import (
    ChannelsLastInstanceNorm2d,
    ChannelsLastInstanceNorm3d,
)

_BATCH_NORMS = (nn.BatchNorm2d, nn.BatchNorm3d)
_CONVOLUTIONS = (nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d, nn.ConvTranspose3d)

#: Networks whose steps are the same for every input, so that a trace holds them all. (Of others a
#: trace can be wrong without a word: MONAI's ``UpCat`` looks at the type of what it is given.)
_FOLDABLE = ("PlainUNet", "ResidualUNet", "DynUNet")

#: Instructions of a CPU that multiply bfloat16, as ``torch.cpu.get_capabilities`` names them.
_BFLOAT16_INSTRUCTIONS = ("amx_bf16", "avx512_bf16")


def compiled(network: nn.Module) -> nn.Module:
    """A network's fastest form; the network itself stays as it is.

    Args:
        network: in evaluation mode, on the CPU, in float32.

    Returns:
        A network of the same inputs and outputs, whose answers differ by rounding; the network
        itself where there is nothing to gain.
    """
    if not any(isinstance(module, _CONVOLUTIONS) for module in network.modules()):
        return network
    fast = copy.deepcopy(network)
    if type(network).__name__ in _FOLDABLE:
        fast = _folded(fast)
    for module in fast.modules():
        _lay_out(module)
    return fast


def computes_by_convolutions(fast: nn.Module) -> bool:
    """Whether all that a compiled network has learnt is in convolutions: these bring what they are
    given to their own type, so that the whole can be cast to another."""
    convolutions = [module for module in fast.modules() if isinstance(module, _CONVOLUTIONS)]
    learnt = {id(value) for module in convolutions for value in module.parameters()}
    return learnt == {id(value) for value in fast.parameters()}


class FastConv2d(nn.Conv2d):
    """See ``convolved``."""

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Features (batch, channel, row, column), any layout and type, to channels last."""
        return convolved(self, features, torch.channels_last)


class FastConv3d(nn.Conv3d):
    """See ``convolved``."""

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Features (batch, channel, k, j, i), any layout and type, to channels last."""
        return convolved(self, features, torch.channels_last_3d)


FAST_CONVOLUTIONS = (FastConv2d, FastConv3d)


def convolved(
    layer: FastConv2d | FastConv3d, features: torch.Tensor, layout: torch.memory_format
) -> torch.Tensor:
    """A convolution in the type of its weights and in one layout; on the CPU always oneDNN's, for
    PyTorch takes another, several times slower, for one small image at a time."""
    weight, bias = layer.weight, layer.bias
    features = features.to(weight.dtype, memory_format=layout)
    if weight.device.type != "cpu":
        # Here a bias must have the type of the weights.
        return _answer(layer, features, weight, None if bias is None else bias.to(weight.dtype))
    if weight.dtype is torch.float32 or multiplies_bfloat16():
        return _on_cpu(layer, features, weight, bias)
    # As the instructions do it: products and their sum, bias included, in float32, rounded once.
    bias = None if bias is None else bias.float()
    return _on_cpu(layer, features.float(), weight.float(), bias).to(weight.dtype)


def _on_cpu(
    layer: FastConv2d | FastConv3d,
    features: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None,
) -> torch.Tensor:
    if not torch.backends.mkldnn.is_available():
        return _answer(layer, features, weight, None if bias is None else bias.to(weight.dtype))
    return torch.mkldnn_convolution(
        features,
        weight,
        bias,
        _numbers(layer.padding),
        layer.stride,
        layer.dilation,
        layer.groups,
    )


def _answer(
    layer: FastConv2d | FastConv3d,
    features: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None,
) -> torch.Tensor:
    answer: torch.Tensor = layer._conv_forward(features, weight, bias)
    return answer


def multiplies_bfloat16() -> bool:
    """Whether this machine's CPU has instructions for it; elsewhere it is emulated, and slow."""
    # Older versions of PyTorch do not tell.
    can = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return any(can.get(name, False) for name in _BFLOAT16_INSTRUCTIONS)


def _lay_out(module: nn.Module) -> None:
    """Make a plain convolution a fast one; leave everything else."""
    if not isinstance(module, nn.Conv2d | nn.Conv3d) or type(module) not in (nn.Conv2d, nn.Conv3d):
        return
    if isinstance(module.padding, str) or module.padding_mode != "zeros":
        return
    fast, layout = (
        (FastConv3d, torch.channels_last_3d)
        if isinstance(module, nn.Conv3d)
        else (FastConv2d, torch.channels_last)
    )
    module.__class__ = fast
    laid = module.weight.detach().contiguous(memory_format=layout)
    module.weight = nn.Parameter(laid, requires_grad=False)


class _Tracer(fx.Tracer):
    """Takes norms that look at their input for steps of their own."""

    def is_leaf_module(self, module: nn.Module, name: str) -> bool:
        own = isinstance(module, ChannelsLastInstanceNorm2d | ChannelsLastInstanceNorm3d)
        return own or super().is_leaf_module(module, name)


def _folded(network: nn.Module) -> nn.Module:
    """The network with norms and averages in its convolutions."""
    graph = _Tracer().trace(network)
    traced = fx.GraphModule(network, graph)
    _fold_averages(traced)
    _fold_batch_norms(traced)
    _add_in_place(traced)
    traced.delete_all_unused_submodules()
    traced.graph.lint()
    traced.recompile()
    return traced.eval()


def _pairs(traced: fx.GraphModule) -> list[tuple[fx.Node, fx.Node]]:
    """Steps that are modules, each with the module's step after it that alone uses its answer."""
    found = []
    for node in traced.graph.nodes:
        before = node.args[0] if node.op == "call_module" else None
        if isinstance(before, fx.Node) and before.op == "call_module" and len(before.users) == 1:
            found.append((before, node))
    return found


def _fold_batch_norms(traced: fx.GraphModule) -> None:
    for before, node in _pairs(traced):
        convolution, norm = _module(traced, before), _module(traced, node)
        if not isinstance(convolution, _CONVOLUTIONS) or not isinstance(norm, _BATCH_NORMS):
            continue
        transposed = isinstance(convolution, nn.ConvTranspose2d | nn.ConvTranspose3d)
        fused = fuse_conv_bn_eval(convolution, norm, transpose=transposed)
        _replace(traced, before, node, fused)


def _fold_averages(traced: fx.GraphModule) -> None:
    for before, node in _pairs(traced):
        pooling, convolution = _module(traced, before), _module(traced, node)
        if isinstance(pooling, nn.AvgPool3d) and isinstance(convolution, nn.Conv3d):
            window = _numbers(pooling.kernel_size)
            plain = _numbers(pooling.stride) == window and not any(_numbers(pooling.padding))
            point = math.prod(convolution.kernel_size) == math.prod(convolution.stride) == 1
            if plain and point and convolution.groups == 1:
                _replace(traced, before, node, _averaging(convolution, window))


def _averaging(point: nn.Conv3d, window: Any) -> nn.Conv3d:
    """One convolution that averages windows and then does what ``point`` does in each voxel."""
    bias = point.bias is not None
    whole = nn.Conv3d(point.in_channels, point.out_channels, window, window, bias=bias)
    with torch.no_grad():
        whole.weight.copy_((point.weight / math.prod(window)).expand_as(whole.weight))
        if whole.bias is not None and point.bias is not None:
            whole.bias.copy_(point.bias)
    return whole.eval()


def _add_in_place(traced: fx.GraphModule) -> None:
    """Sums overwrite a term that a convolution made and nobody else looks at.

    A part of the input is added to a copy, as precise as the input.
    """
    for node in traced.graph.nodes:
        of_input = any(_is_of_input(term) for term in node.args)
        if node.target is not operator.add or of_input:
            continue
        for term, other in (node.args, node.args[::-1]):
            made = isinstance(term, fx.Node) and term.op == "call_module" and len(term.users) == 1
            if made and isinstance(_module(traced, term), _CONVOLUTIONS):
                node.target, node.args = operator.iadd, (term, other)
                break


def _is_of_input(term: Any) -> bool:
    while isinstance(term, fx.Node) and term.target is operator.getitem:
        term = term.args[0]
    return isinstance(term, fx.Node) and term.op == "placeholder"


def _replace(traced: fx.GraphModule, before: fx.Node, node: fx.Node, by: nn.Module) -> None:
    """One step in the place of two that follow each other."""
    parent, _, name = str(before.target).rpartition(".")
    setattr(traced.get_submodule(parent), name, by)
    node.replace_all_uses_with(before)
    traced.graph.erase_node(node)


def _module(traced: fx.GraphModule, node: fx.Node) -> nn.Module:
    return traced.get_submodule(str(node.target))


def _numbers(value: Any) -> tuple[int, ...]:
    return (value,) * 3 if isinstance(value, int) else tuple(value)
