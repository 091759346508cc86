"""Which device does the work, chosen by name and checked before work starts."""

from __future__ import annotations

import platform
import re
from typing import Any

import torch

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.memory import available_memory, memory_limit


def choose_device(name: str = "auto") -> torch.device:
    """The device that a name stands for.

    Args:
        name: "auto" (the first CUDA device, else MPS, else the CPU), "cuda", "cuda:N", "mps",
            "cpu".

    Raises:
        ResourceError: the name is unknown or this machine has no such device.
    """
    if name == "auto":
        return torch.device(_best())
    if name == "cpu":
        return torch.device("cpu")
    if name == "mps":
        return _mps()
    match = re.fullmatch(r"cuda(?::(\d+))?", name)
    if match is None:
        raise ResourceError(f"Unknown device {name!r}; use auto, cuda, cuda:N, mps or cpu.")
    return _cuda(int(match[1] or 0))


def devices() -> list[dict[str, Any]]:
    """Every device of this machine, see ``describe_device``; the CPU is the last."""
    names = [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    names += ["mps"] if torch.backends.mps.is_available() else []
    return [describe_device(choose_device(name)) for name in (*names, "cpu")]


def describe_device(device: torch.device) -> dict[str, Any]:
    """A device in words and figures for records and reports, ready for JSON.

    Args:
        device: as from ``choose_device``.

    Returns:
        ``device``, ``name``, ``free_memory_bytes`` (None where unknown) and, on the CPU,
        ``threads``.
    """
    described: dict[str, Any] = {
        "device": str(device),
        "name": _hardware_name(device),
        "free_memory_bytes": free_memory(device),
    }
    if device.type == "cpu":
        described["threads"] = torch.get_num_threads()
    return described


def free_memory(device: torch.device) -> int | None:
    """Bytes that can still be allocated on a device, or None where the system does not say.

    No more than ``memory.limited_memory`` leaves.

    Args:
        device: as from ``choose_device``; the CPU stands for the machine's own memory.
    """
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        # What torch keeps in its cache is free for torch.
        used = torch.cuda.memory_allocated(device)
        return _within_limit(int(free + torch.cuda.memory_reserved(device) - used), int(used))
    if device.type == "mps":
        used = torch.mps.driver_allocated_memory()
        return _within_limit(int(torch.mps.recommended_max_memory() - used), int(used))
    return available_memory()


def _within_limit(free: int, used: int) -> int:
    """What is free of a device's own memory, of which so much is used."""
    limit = memory_limit()
    return max(0, free if limit is None else min(free, limit - used))


def _best() -> str:
    if torch.cuda.is_available():
        return "cuda:0"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _cuda(index: int) -> torch.device:
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if index >= count:
        here = (
            f"it has {count} CUDA device(s), numbered from 0" if count else "it has no CUDA device"
        )
        raise ResourceError(
            f"Device cuda:{index} is not on this machine: {here}; use --device auto or cpu."
        )
    return torch.device("cuda", index)


def _mps() -> torch.device:
    if not torch.backends.mps.is_available():
        raise ResourceError(
            "Device mps is not on this machine: it needs an Apple GPU; use --device auto or cpu."
        )
    return torch.device("mps")


def _hardware_name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return platform.processor() or platform.machine()
