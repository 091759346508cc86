"""Translate a TorchScript file into a list of operations: ``FILE FOLDER SHAPE``.

Runs as a process of its own, which ends with 1 and one sentence where it cannot. The file is run
only after every operation in it was found on the list of allowed ones.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from SyntheticCTLib.networks.graph import operations_of

#: Nodes that make nothing a network needs.
_IGNORED = ("prim::Constant", "prim::RaiseException")


class _NotKnown(Exception):  # noqa: N818 - its text is the last line of the output
    pass


def main(arguments: list[str]) -> int:
    """Read, translate, write, and try on random numbers."""
    file, folder, shape = Path(arguments[0]), Path(arguments[1]), json.loads(arguments[2])
    torch.manual_seed(0)
    module = torch.jit.load(str(file), map_location="cpu").eval()
    try:
        # Looked at as it came, before anything computes with it.
        _check(module.inlined_graph)
        frozen = torch.jit.freeze(module, optimize_numerics=False)
        graph, weights = _translated(frozen.inlined_graph)
    except _NotKnown as error:
        print(error)  # noqa: T201 - the other process reads it
        return 1
    (folder / "graph.json").write_text(json.dumps(graph), encoding="utf-8")
    if weights:
        save_file(weights, folder / "weights.safetensors")
    given = torch.randn(shape)
    with torch.inference_mode():
        made = module(given)
    while isinstance(made, (list, tuple)):
        made = made[0]
    example = {"given": given, "made": made.float().contiguous()}
    save_file(example, folder / "example.safetensors")
    return 0


def _check(graph: Any) -> None:
    allowed = operations_of("aten")
    for node in graph.nodes():
        kind = node.kind()
        if kind in allowed or kind in (*_IGNORED, "prim::GetAttr", "prim::If", "prim::Loop"):
            for block in node.blocks():
                _check(block)
            continue
        raise _NotKnown(f"it uses the operation {kind}, which is not carried out here.")


def _translated(graph: Any) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    allowed = operations_of("aten")
    names: dict[str, Any] = {}
    weights: dict[str, torch.Tensor] = {}
    operations: list[dict[str, Any]] = []
    inputs = [
        one.debugName() for one in graph.inputs() if not one.type().str().startswith("__torch__")
    ]
    if len(inputs) != 1:
        raise _NotKnown(f"it takes {len(inputs)} images, not one.")
    names[inputs[0]] = "%image"
    for node in graph.nodes():
        kind, outputs = node.kind(), [one.debugName() for one in node.outputs()]
        if kind == "prim::Constant":
            names[outputs[0]] = _constant(node.output().toIValue(), weights)
            continue
        if kind not in allowed:
            raise _NotKnown(
                f"it decides on its way ({kind}): export it with torch.jit.trace on an example."
            )
        given, named = [], {}
        for argument, value in zip(_arguments(node), node.inputs(), strict=True):
            if argument is not None and argument.kwarg_only:
                if names[value.debugName()] is not None:
                    named[argument.name] = names[value.debugName()]
            else:
                given.append(names[value.debugName()])
        made = [f"v{len(operations)}_{n}" for n in range(len(outputs))]
        names.update(zip(outputs, [f"%{name}" for name in made], strict=True))
        operations.append({"op": kind, "in": given, "out": made, "with": named})
    answer = next(iter(graph.outputs()))
    gives = str(names[answer.debugName()]).removeprefix("%")
    if answer.type().str().startswith(("(", "List", "Tuple")):
        operations.append(
            {"op": "aten::__getitem__", "in": [f"%{gives}", 0], "out": ["first"], "with": {}}
        )
        gives = "first"
    integers = [name for name, value in weights.items() if not value.is_floating_point()]
    return {
        "dialect": "aten",
        "operations": operations,
        "weights": {name: list(value.shape) for name, value in weights.items()},
        "integers": integers,
        "takes": "image",
        "gives": gives,
    }, weights


def _arguments(node: Any) -> list[Any]:
    """What the operation calls its inputs; None for those that have no schema."""
    try:
        return list(torch._C.parse_schema(node.schema()).arguments)
    except RuntimeError:
        return [None] * len(list(node.inputs()))


def _constant(value: Any, weights: dict[str, torch.Tensor]) -> Any:
    """A constant as JSON; a tensor becomes a weight."""
    if isinstance(value, torch.Tensor):
        name = f"w{len(weights)}"
        weights[name] = value.detach().clone().contiguous()
        if value.is_floating_point():
            weights[name] = weights[name].float()
        return f"%{name}"
    if isinstance(value, (list, tuple)):
        return [_constant(one, weights) for one in value]
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(value)}
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return None  # a device, a generator: decided elsewhere


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
