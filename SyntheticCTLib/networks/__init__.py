"""The networks, and how a model folder names one: a definition in MONAI-bundle form.

A definition is ``{"_target_": "SyntheticCTLib.networks.ResidualUNet", ...arguments}``. Only the
targets listed here can be built, so a model folder is data and cannot run code of its own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.errors import ModelError, is_out_of_memory

if TYPE_CHECKING:
    from torch import Tensor, nn

_OWN = {
    "PlainUNet": "SyntheticCTLib.networks.unet",
    "ResidualUNet": "SyntheticCTLib.networks.unet",
    "ResidualEncoderUNet": "SyntheticCTLib.networks.unet",
    "LightUNet": "SyntheticCTLib.networks.light_unet",
    "NeighbourSlicesUNet": "SyntheticCTLib.networks.neighbour_slices",
    "DiffusionUNet": "SyntheticCTLib.networks.diffusion_unet",
    "Vgg16UNet": "SyntheticCTLib.networks.vgg16_unet",
    "Adapted": "SyntheticCTLib.networks.adapted",
    "GraphNetwork": "SyntheticCTLib.networks.graph",
    "ResNetUNetPlusPlus": "SyntheticCTLib.networks.unet_plus_plus",
}

#: Networks of MONAI that make an image of an image.
_MONAI = (
    "AttentionUnet",
    "BasicUNet",
    "BasicUNetPlusPlus",
    "DynUNet",
    "FlexibleUNet",
    "ResUNet",
    "SegResNet",
    "SegResNetDS",
    "SwinUNETR",
    "UNETR",
    "UNet",
    "VNet",
)

#: No argument of a network is larger, and no network that this package can use has more parameters.
_LARGEST_NUMBER = 4096
_MOST_PARAMETERS = 500_000_000

#: Every network that a definition may name, with the module that holds it.
ALLOWED_TARGETS = {
    **{f"{__name__}.{name}": module for name, module in _OWN.items()},
    **{f"monai.networks.nets.{name}": "monai.networks.nets" for name in _MONAI},
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
    if not getattr(network_class, "CHECKS_ITSELF", False):
        _check_numbers(target, arguments)
    try:
        _check_size(target, network_class, arguments)
        network: nn.Module = network_class(**arguments)
        return network
    except ModelError:
        raise
    # A damaged definition makes torch raise whatever it comes upon.
    except Exception as error:
        if is_out_of_memory(error):
            raise
        words = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"The arguments of network {target} do not fit: {words}.") from error


def _check_numbers(target: str, value: Any) -> None:
    """Refuse numbers of channels, blocks or strides with which building would not end."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            _check_numbers(target, item)
    elif isinstance(value, (int, float)) and not abs(value) <= _LARGEST_NUMBER:
        raise ModelError(
            f"The arguments of network {target} hold {value:g}; none is above {_LARGEST_NUMBER}."
        )


def _check_size(target: str, network_class: Any, arguments: dict[str, Any]) -> None:
    """Refuse a network of absurd size before its weights take memory."""
    import torch

    with torch.device("meta"):
        count = count_parameters(network_class(**arguments))
    if count > _MOST_PARAMETERS:
        raise ModelError(
            f"The network {target} of these arguments has {count:,} parameters; at most "
            f"{_MOST_PARAMETERS:,} are built."
        )


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
