"""The networks, and how a model folder names one: a definition in MONAI-bundle form.

A definition is ``{"_target_": "SyntheticCTLib.networks.ResidualUNet", ...arguments}``. Only the
targets listed here can be built, so a model folder is data and cannot run code of its own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor, nn

_OWN = {
    "PlainUNet": "SyntheticCTLib.networks.unet",
    "ResidualUNet": "SyntheticCTLib.networks.unet",
    "LightUNet": "SyntheticCTLib.networks.light_unet",
    "NeighbourSlicesUNet": "SyntheticCTLib.networks.neighbour_slices",
    "DiffusionUNet": "SyntheticCTLib.networks.diffusion_unet",
    "Vgg16UNet": "SyntheticCTLib.networks.vgg16_unet",
}

#: Every network that a definition may name, with the module that holds it.
ALLOWED_TARGETS = {
    **{f"{__name__}.{name}": module for name, module in _OWN.items()},
    "monai.networks.nets.DynUNet": "monai.networks.nets",
}


def __getattr__(name: str) -> Any:
    """Give the network classes by name without importing torch before one is asked for."""
    if name in _OWN:
        return getattr(import_module(_OWN[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def build_network(definition: dict[str, Any]) -> nn.Module:
    """Build the network that a definition names, with fresh weights.

    Args:
        definition: ``_target_`` and the keyword arguments of that class.

    Raises:
        ModelError: the target is missing or not allowed, or the arguments do not fit it.
    """
    arguments = {key: value for key, value in definition.items() if not key.startswith("_")}
    target = str(definition.get("_target_", ""))
    if target not in ALLOWED_TARGETS:
        known = ", ".join(sorted(ALLOWED_TARGETS))
        raise ModelError(f"Unknown network {target!r}; a model may use one of: {known}.")
    network_class = getattr(import_module(ALLOWED_TARGETS[target]), target.rpartition(".")[2])
    try:
        network: nn.Module = network_class(**arguments)
        return network
    except (TypeError, ValueError) as error:
        raise ModelError(f"The arguments of network {target} do not fit: {error}.") from error


def count_parameters(network: nn.Module) -> int:
    """Number of learnt values in a network."""
    return sum(parameter.numel() for parameter in network.parameters())


def distinct_state(network: nn.Module) -> dict[str, Tensor]:
    """A network's weights and buffers by name, each once.

    Some networks (MONAI's ``DynUNet``) hold their layers under two names, and a state dictionary
    lists both.
    """
    found: dict[str, Tensor] = {}
    seen: set[int] = set()
    for name, value in network.state_dict().items():
        if value.data_ptr() not in seen:
            seen.add(value.data_ptr())
            found[name] = value
    return found
