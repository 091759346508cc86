"""Weights from PyTorch's pickled files, by its restricted reader: values, never code."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import torch

from SyntheticCTLib.errors import ModelError, is_out_of_memory

#: NumPy numbers stand in training logs inside checkpoints. They are values, not code.
_NUMPY_CORES = ("core", "_core")  # NumPy 1 and 2
_NUMPY_VALUES: list[Any] = [
    (np.dtype, "numpy.dtype"),
    *((type(np.dtype(kind)), f"numpy.dtypes.{type(np.dtype(kind)).__name__}") for kind in "fdil"),
    *((np.float64().__reduce__()[0], f"numpy.{core}.multiarray.scalar") for core in _NUMPY_CORES),
]

#: Names under which training programs keep the weights in their checkpoints.
_KEYS = ("state_dict", "model", "network_weights", "network", "model_state_dict", "net", "Model")

#: What wrappers of PyTorch put before the name of every weight.
_PREFIXES = ("module.", "_orig_mod.")


def read_checkpoint(path: Path) -> Any:
    """What a pickled file holds: tensors, numbers, texts, lists and dictionaries.

    Raises:
        ModelError: it is damaged, or wants to run code.
    """
    torch.serialization.add_safe_globals(_NUMPY_VALUES)
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
        if is_out_of_memory(error):
            raise
        raise ModelError(
            f"{path} is damaged, no checkpoint of PyTorch's, or wants to run code, which is "
            f"refused ({type(error).__name__})."
        ) from error


def read_state(path: Path) -> dict[str, torch.Tensor]:
    """The weights in a file: safetensors, or a pickled dictionary with them under a usual name.

    Raises:
        ModelError: see ``read_checkpoint``; or there are none.
    """
    if path.suffix == ".safetensors":
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            return load_file(path)
        except (SafetensorError, OSError) as error:
            raise ModelError(f"{path} is not in the safetensors format: {error}.") from error
    return state_in(read_checkpoint(path), path)


def state_in(content: Any, path: Path) -> dict[str, torch.Tensor]:
    """The weights in what a checkpoint holds, without the prefixes of wrappers."""
    for key in _KEYS:
        if isinstance(content, dict) and isinstance(content.get(key), dict):
            content = content[key]
            break
    if not isinstance(content, dict):
        raise ModelError(f"{path} holds no weights by name.")
    state = {str(name): value for name, value in content.items() if torch.is_tensor(value)}
    if not state:
        raise ModelError(f"{path} holds no weights by name.")
    for prefix in _PREFIXES:
        if all(name.startswith(prefix) for name in state):
            state = {name.removeprefix(prefix): value for name, value in state.items()}
    return state
