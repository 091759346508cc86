"""Load a model's weights: checked by hash, never executed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.arguments import typed
from SyntheticCTLib.errors import ModelError, SyntheticCTError, is_out_of_memory
from SyntheticCTLib.models.catalogue import find_model_folder
from SyntheticCTLib.models.eight_bit import unpacked
from SyntheticCTLib.models.info import (
    CONFIGURATION_FILE,
    NETWORK_KEYS,
    ModelInfo,
    read_info,
    read_json,
)
from SyntheticCTLib.models.metadata import ModelMetadata, WeightsFile

if TYPE_CHECKING:
    import torch
    from torch import nn


@dataclass(frozen=True, eq=False)
class Model:
    """A model ready for work.

    Attributes:
        info: what it is and how it wants its input.
        module: the network with its weights in float32, in evaluation mode, on the CPU.
        refiner: that of the second stage, None for a model of one.
        members: further networks of an ensemble, whose mean with ``module`` is the answer.
    """

    info: ModelInfo
    module: nn.Module
    refiner: nn.Module | None = None
    members: tuple[nn.Module, ...] = ()

    def __repr__(self) -> str:
        return f"<Model {self.info.id} {self.info.version}>"

    @property
    def metadata(self) -> ModelMetadata:
        """The whole of the folder's ``metadata.json``."""
        return self.info.metadata

    def network(self) -> nn.Module:
        """The network with its weights; the same object at every call."""
        return self.module


@typed
def load_model(id_or_folder: str | Path, *, paths: Sequence[str | Path] = ()) -> Model:
    """Load a model of the catalogue or of any folder in the same form.

    The folder is data: the network is built from an allow-list, the weights are safetensors, and
    the expressions that MONAI would evaluate in ``inference.json`` are not looked at.

    Args:
        id_or_folder: a model's id, or the path of a model folder.
        paths: further folders to search for the id.

    Raises:
        ModelError: the model is unknown, incomplete, damaged, or its weights do not fit its
            network.

    Example:
        >>> load_model("mr-to-ct-limb").info.output_modality
        'CT'
    """
    info = read_info(find_model_folder(id_or_folder, paths))
    definitions = network_definitions(info)
    stages = info.weights[: len(definitions)]
    first, *second = (
        _loaded(info, weights, definition)
        for weights, definition in zip(stages, definitions, strict=True)
    )
    members = tuple(_loaded(info, weights, definitions[0]) for weights in info.members)
    return Model(info, first, second[0] if second else None, members)


def _loaded(info: ModelInfo, file: WeightsFile, definition: dict[str, Any]) -> nn.Module:
    from SyntheticCTLib.networks import build_network, distinct_state

    network = build_network(definition)
    weights = _read_weights(info, file)
    _check_fit(info, distinct_state(network), weights)
    network.load_state_dict(weights, strict=False)  # other names of the same weights are left out
    return network.float().eval().requires_grad_(False)


@contextmanager
def running(info: ModelInfo) -> Iterator[None]:
    """What torch raises of a network that was built but cannot run, as the model's fault.

    Raises:
        ModelError: the network's arguments and its weights fit, but not the tiles. What memory that
            ran out raises comes through.
    """
    try:
        yield
    except (TypeError, ValueError, RuntimeError) as error:
        if isinstance(error, SyntheticCTError) or is_out_of_memory(error):
            raise
        words = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelError(f"The network of model {info.id} cannot be run: {words}.") from error


def verify(id_or_folder: str | Path, *, paths: Sequence[str | Path] = ()) -> ModelInfo:
    """Check the weights of a model against the hash and size in its metadata, without torch.

    Args:
        id_or_folder: a model's id, or the path of a model folder.
        paths: further folders to search for the id.

    Returns:
        What the model says about itself.

    Raises:
        ModelError: the model is unknown, incomplete or damaged.
    """
    info = read_info(find_model_folder(id_or_folder, paths))
    for file in info.weights:
        _checked_bytes(info, file)
    return info


def _checked_bytes(info: ModelInfo, file: WeightsFile) -> bytes:
    # The bytes that are hashed are the bytes that are used: nothing is read twice.
    path = info.folder / file.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"Model {info.id} lacks its weights {path}: {error.strerror}.") from error
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        raise ModelError(
            f"The weights of model {info.id} are damaged: {path} has {len(content)} bytes and "
            f"SHA-256 {found}, expected {file.bytes} bytes and {file.sha256}; "
            "fetch the model again."
        )
    return content


def _read_weights(info: ModelInfo, file: WeightsFile) -> dict[str, torch.Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load

    content = _checked_bytes(info, file)
    try:
        return unpacked(load(content))
    except (SafetensorError, ValueError) as error:
        raise ModelError(
            f"The weights of model {info.id} are not in the safetensors format: {error}."
        ) from error


def network_definition(info: ModelInfo) -> dict[str, Any]:
    """``_target_`` and arguments of a model's network, as ``networks.build_network`` takes them.

    Raises:
        ModelError: the configuration is missing or has none.
    """
    return network_definitions(info)[0]


def network_definitions(info: ModelInfo) -> list[dict[str, Any]]:
    """The same of every stage, the first stage's first.

    Raises:
        ModelError: the configuration is missing, or lacks one.
    """
    path = info.folder / CONFIGURATION_FILE
    configuration, found = read_json(path), []
    for key in NETWORK_KEYS[: 1 if info.refinement is None else 2]:
        if not isinstance(configuration.get(key), dict):
            raise ModelError(f"The model configuration {path} lacks the object {key!r}.")
        found.append(configuration[key])
    return found


def _check_fit(
    info: ModelInfo,
    expected: Mapping[str, torch.Tensor],
    found: Mapping[str, torch.Tensor],
) -> None:
    for name in sorted(expected.keys() | found.keys()):
        wanted = tuple(expected[name].shape) if name in expected else "nothing"
        given = tuple(found[name].shape) if name in found else "nothing"
        if wanted != given:
            raise ModelError(
                f"The weights of model {info.id} do not fit its network: {name!r} is {given} "
                f"in the weights and {wanted} in the network."
            )
