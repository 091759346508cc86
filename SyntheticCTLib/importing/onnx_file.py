"""ONNX files: a graph as data, translated into a list of operations."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ModelError, ResourceError
from SyntheticCTLib.files.folders import files_like
from SyntheticCTLib.importing.about import About, about_network, adapted
from SyntheticCTLib.importing.found import Found, Networks

FAMILY = "ONNX"

#: Integers of up to so many numbers are shapes and places, and written into the list itself.
_SHORT = 64


def onnx_file(folder: Path) -> Path | None:
    """The only ONNX file in a folder."""
    found = files_like(folder, "*.onnx")
    return found[0] if len(found) == 1 else None


def read(folder: Path, given: Mapping[str, Any]) -> Found:
    """The network of a folder, with the JSON file that lies beside it under its name.

    Raises:
        ModelError: the JSON says too little.
    """
    path = onnx_file(folder)
    assert path is not None
    about = about_network(path, given)
    return Found(FAMILY, about, lambda watch: _converted(path, about))


def _converted(path: Path, about: About) -> Networks:
    import torch

    model = _model(path)
    graph, weights = _translated(model, path)
    definition = {"_target_": "SyntheticCTLib.networks.GraphNetwork", **graph}
    state = {f"network.{name}": torch.from_numpy(value) for name, value in weights.items()}
    return Networks(adapted(definition, about), [state], _example(path, about))


def _model(path: Path) -> Any:
    """The file's content; weights in files beside it only where those lie in the same folder."""
    try:
        import onnx
        from onnx import external_data_helper
    except ImportError as error:
        raise ResourceError(
            "ONNX files need the package onnx: pip install 'synthetic-ct[models]'."
        ) from error
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:  # protobuf's own
        raise ModelError(f"{path} is damaged or no ONNX file ({error}).") from error
    for tensor in model.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location" and Path(entry.value).name != entry.value:
                raise ModelError(
                    f"{path} looks for weights outside its folder ({entry.value!r}): refused."
                )
    try:
        external_data_helper.load_external_data_for_model(model, str(path.parent))
    except Exception as error:
        raise ModelError(f"{path} lacks weights of its own: {error}.") from error
    return model


def _translated(model: Any, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    weights: dict[str, Any] = {}
    operations: list[dict[str, Any]] = []
    names: dict[str, Any] = {"": None}
    for tensor in model.graph.initializer:
        names[tensor.name] = _tensor(tensor, weights, operations)
    inputs = [one.name for one in model.graph.input if one.name not in names]
    if len(inputs) != 1:
        raise ModelError(f"{path} takes {len(inputs)} images, not one.")
    names[inputs[0]] = "%image"
    for node in model.graph.node:
        attributes = {one.name: _attribute(one) for one in node.attribute}
        if node.op_type == "Constant":
            names[node.output[0]] = _constant(node, weights, operations)
            continue
        if node.domain not in ("", "ai.onnx") or any(
            isinstance(value, _Unknown) for value in attributes.values()
        ):
            raise ModelError(
                f"{path} uses {node.domain}::{node.op_type}, which is not carried out here."
            )
        missing = [name for name in node.input if name not in names]
        if missing:
            raise ModelError(f"{path} uses {missing[0]!r} before it is made.")
        filling = attributes.get("value")
        if node.op_type == "ConstantOfShape" and filling is not None:
            attributes["value"] = filling if isinstance(filling, (int, float)) else 0.0
        made = [f"v{len(operations)}_{n}" for n in range(len(node.output))]
        given = [names[name] for name in node.input]
        operations.append({"op": node.op_type, "in": given, "out": made, "with": attributes})
        names.update(zip(node.output, [f"%{name}" for name in made], strict=True))
    return {
        "dialect": "onnx",
        "operations": operations,
        "weights": {name: list(value.shape) for name, value in weights.items()},
        "takes": "image",
        "gives": str(names[model.graph.output[0].name]).removeprefix("%"),
    }, weights


class _Unknown:
    """An attribute that no allowed operation has."""


def _attribute(attribute: Any) -> Any:
    import onnx

    value = onnx.helper.get_attribute_value(attribute)
    if isinstance(value, bytes):
        return {"text": value.decode()}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"number": str(value)}
    if isinstance(value, onnx.TensorProto):
        return onnx.numpy_helper.to_array(value).reshape(-1)[:1].tolist()[0]
    if isinstance(value, (int, list, tuple)) or hasattr(value, "__iter__"):
        found = value if isinstance(value, int) else list(value)
        plain = isinstance(found, int) or all(isinstance(one, (int, float)) for one in found)
        return found if plain else _Unknown()
    return _Unknown()


def _constant(node: Any, weights: dict[str, Any], operations: list[dict[str, Any]]) -> str:
    import numpy as np
    import onnx

    (attribute,) = node.attribute
    value = onnx.helper.get_attribute_value(attribute)
    if isinstance(value, onnx.TensorProto):
        return _tensor(value, weights, operations)
    return _array(np.asarray(value), weights, operations)


def _tensor(tensor: Any, weights: dict[str, Any], operations: list[dict[str, Any]]) -> str:
    import onnx

    return _array(onnx.numpy_helper.to_array(tensor), weights, operations)


def _array(array: Any, weights: dict[str, Any], operations: list[dict[str, Any]]) -> str:
    import numpy as np

    if np.issubdtype(array.dtype, np.floating):
        name = f"w{len(weights)}"
        weights[name] = np.array(array, np.float32, order="C")
        return f"%{name}"
    if array.size > _SHORT:
        raise ModelError(f"It holds {array.size} whole numbers in one place: no network of images.")
    name = f"n{len(operations)}"
    values = array.astype(np.int64).tolist()
    operations.append({"op": "Integers", "in": [values], "out": [name], "with": {}})
    return f"%{name}"


def _example(path: Path, about: About) -> tuple[Any, Any] | None:
    """What ONNX Runtime makes of random numbers; None where it is not installed."""
    if importlib.util.find_spec("onnxruntime") is None:
        return None
    import numpy as np
    import onnxruntime

    assert about.patch_size is not None
    shape = (1, 2 * about.neighbours + 1, *about.patch_size)
    given = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    fed = given[:, :, 0] if about.dimensions == 2 else given
    if about.dimensions == 2:
        given = given[:, :, :1]
    backwards = (0, 1, *range(fed.ndim - 1, 1, -1))
    if about.axes == "ijk":
        fed = fed.transpose(backwards)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    made = session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(fed)})[0]
    if about.axes == "ijk":
        made = made.transpose(backwards)
    return given, (made[:, :, None] if about.dimensions == 2 else made)
