"""A network as a list of operations: what TorchScript and ONNX files become here.

The list is data. Each entry names an operation of a dialect (``graph_aten``, ``graph_onnx``) that
is on that dialect's list of allowed ones: functions of numbers and tensors that touch no file,
start nothing and import nothing. ::

    {"op": "aten::conv3d", "in": ["%x", "%w0", null, [1, 1, 1], ...], "out": ["y"], "with": {}}

An input is a literal of JSON, or a value by its name: ``"%name"``. A literal text is
``{"text": "..."}``, a number that JSON lacks ``{"number": "inf"}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, ClassVar

import torch
from torch import nn

from SyntheticCTLib.errors import ModelError

#: The operations of each dialect, by the name of the module that holds them.
DIALECTS = ("aten", "onnx")

#: No network has more operations, and no value of a weight more voxels.
_MOST_OPERATIONS = 100_000


class GraphNetwork(nn.Module):
    """Carries out such a list.

    Args:
        dialect: of its operations.
        operations: the list, in order.
        weights: shape of each weight by its name, which is the value's name, too.
        integers: names of those weights that are whole numbers (shapes, places).
        takes, gives: names of the image and of the answer.

    Raises:
        ModelError: an operation that is not allowed, or a value that nothing makes.
    """

    #: Ends of slices are as large as integers get; sizes are held by the shapes of the weights.
    CHECKS_ITSELF: ClassVar[bool] = True

    def __init__(
        self,
        *,
        dialect: str,
        operations: Sequence[dict[str, Any]],
        weights: dict[str, list[int]],
        takes: str,
        gives: str,
        integers: Sequence[str] = (),
    ) -> None:
        super().__init__()
        if dialect not in DIALECTS:
            raise ModelError(f"Unknown dialect {dialect!r}; known: {', '.join(DIALECTS)}.")
        allowed = operations_of(dialect)
        check_operations(operations, allowed, {takes, *weights}, gives)
        for name, shape in weights.items():
            if name in integers:
                self.register_buffer(name, torch.zeros(shape, dtype=torch.int64))
            else:
                self.register_parameter(name, nn.Parameter(torch.zeros(shape)))
        self._names, self._takes, self._gives = tuple(weights), takes, gives
        self._operations = [
            (allowed[one["op"]], one["in"], one["out"], one.get("with", {})) for one in operations
        ]
        self._last_use = _last_uses(operations, gives)
        # A module between two operations: whoever hooks into modules can stop there.
        self.between = nn.Identity()

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Image ``(batch, channel, ...)`` to the answer."""
        values: dict[str, Any] = {name: getattr(self, name) for name in self._names}
        values[self._takes] = image
        for number, (function, given, names, attributes) in enumerate(self._operations):
            named = {name: _value(one, values) for name, one in attributes.items()}
            made = function(*(_value(one, values) for one in given), **named)
            if len(names) == 1:
                values[names[0]] = made
            else:
                values.update(zip(names, made, strict=False))
            if isinstance(made, torch.Tensor):
                self.between(made)
            for name in self._last_use.get(number, ()):
                values.pop(name, None)
        answer: torch.Tensor = values[self._gives]
        return answer


def operations_of(dialect: str) -> dict[str, Any]:
    """The allowed operations of a dialect by name."""
    found: dict[str, Any] = import_module(f"SyntheticCTLib.networks.graph_{dialect}").OPERATIONS
    return found


def check_operations(
    operations: Sequence[dict[str, Any]], allowed: dict[str, Any], known: set[str], gives: str
) -> None:
    """Refuse a list that holds anything but allowed operations on values that are there.

    Raises:
        ModelError: it does.
    """
    if len(operations) > _MOST_OPERATIONS:
        raise ModelError(f"A network of {len(operations)} operations is larger than any known one.")
    known = set(known)
    for one in operations:
        if one["op"] not in allowed:
            raise ModelError(
                f"The network uses the operation {one['op']!r}, which is not among those that are "
                "carried out here."
            )
        for name in _names_in([one["in"], *one.get("with", {}).values()]):
            if name not in known:
                raise ModelError(f"The network uses the value {name!r} before it is made.")
        known |= set(one["out"])
    if gives not in known:
        raise ModelError(f"The network never makes its answer {gives!r}.")


def _names_in(given: Any) -> list[str]:
    if isinstance(given, str):
        return [given.removeprefix("%")]
    if isinstance(given, list):
        return [name for one in given for name in _names_in(one)]
    return []


def _value(given: Any, values: dict[str, Any]) -> Any:
    if isinstance(given, str):
        return values[given.removeprefix("%")]
    if isinstance(given, list):
        return [_value(one, values) for one in given]
    if isinstance(given, dict):
        return float(given["number"]) if "number" in given else str(given["text"])
    return given


def _last_uses(operations: Sequence[dict[str, Any]], gives: str) -> dict[int, list[str]]:
    """The values that nobody needs any more after each operation."""
    last: dict[str, int] = {}
    for number, one in enumerate(operations):
        named = list(one.get("with", {}).values())
        for name in (*_names_in([one["in"], *named]), *one["out"]):
            last[name] = number
    last.pop(gives, None)
    ends: dict[int, list[str]] = {}
    for name, number in last.items():
        ends.setdefault(number, []).append(name)
    return ends
