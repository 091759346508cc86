"""How much main memory is free, and whether a volume fits."""

from __future__ import annotations

import ctypes
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.image.grid import times

#: Where a container's own memory limit and use stand (cgroup version 2).
_CGROUP = Path("/sys/fs/cgroup")


def available_memory() -> int | None:
    """Bytes of main memory that a new job can use, or None where the system does not tell.

    A container's limit counts where it is lower than the machine's free memory.
    """
    if sys.platform == "win32":
        return _available_on_windows()
    free = _available_on_linux()
    if free is None:
        return _physical_memory()
    limit = _left_in_container()
    return free if limit is None else min(free, limit)


def estimated_memory(size: Sequence[int], bytes_per_voxel: int) -> int:
    """Bytes needed to read a volume and work on it.

    Two copies while it is read (ITK's and NumPy's), and two float32 arrays of the same grid for the
    work that follows (prepared input and result).

    Args:
        size: number of voxels along each axis.
        bytes_per_voxel: size of one stored value.
    """
    return math.prod(size) * (2 * bytes_per_voxel + 2 * 4)


def check_memory(size: Sequence[int], bytes_per_voxel: int, what: str) -> None:
    """Refuse a volume that cannot fit, before any of it is read.

    Args:
        size: number of voxels along each axis.
        bytes_per_voxel: size of one stored value.
        what: the name for the message, usually the file.

    Raises:
        ResourceError: the estimate is larger than the memory that is free.
    """
    need, free = estimated_memory(size, bytes_per_voxel), available_memory()
    if free is not None and need > free:
        shape = times(size)
        raise ResourceError(
            f"{what} ({shape} voxels) needs about {_gigabytes(need)} of memory, but only "
            f"{_gigabytes(free)} are free: crop or resample it first."
        )


def _gigabytes(count: int) -> str:
    return f"{count / 2**30:,.1f} GiB"


def _available_on_linux() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _left_in_container() -> int | None:
    try:
        limit = (_CGROUP / "memory.max").read_text().strip()
        used = (_CGROUP / "memory.current").read_text().strip()
    except OSError:
        return None
    return None if limit == "max" else max(int(limit) - int(used), 0)


def _physical_memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None


def _available_on_windows() -> int | None:
    class MemoryStatus(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("available", ctypes.c_ulonglong),
            ("rest", ctypes.c_ulonglong * 5),
        )

    status = MemoryStatus()
    status.length = ctypes.sizeof(status)
    windows = getattr(ctypes, "windll", None)
    if windows is None or not windows.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.available)
