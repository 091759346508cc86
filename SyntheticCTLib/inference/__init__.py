"""From a normalised array to the network's answer: tiles, device, memory."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_MODULES = {
    "Prediction": "SyntheticCTLib.inference.prediction",
    "choose_device": "SyntheticCTLib.inference.device",
    "describe_device": "SyntheticCTLib.inference.device",
    "free_memory": "SyntheticCTLib.inference.device",
    "predict": "SyntheticCTLib.inference.prediction",
}

__all__ = ["Prediction", "choose_device", "describe_device", "free_memory", "predict"]


def __getattr__(name: str) -> Any:
    """Give the public names without importing torch before one is asked for."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
