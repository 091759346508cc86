"""How much main memory is free, and whether a volume fits."""

from __future__ import annotations

import ctypes
import importlib
import importlib.abc
import math
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.errors import InputError, MemoryShortError
from SyntheticCTLib.image.grid import times

#: Where limits and use of groups of processes stand, in which groups this process is, and how the
#: files are called in versions 2 and 1.
_CGROUP = Path("/sys/fs/cgroup")
_OWN_GROUPS = Path("/proc/self/cgroup")
_VERSION_2 = ("memory.max", "memory.current")
_VERSION_1 = ("memory.limit_in_bytes", "memory.usage_in_bytes")

#: What a size may end in, and its bytes; a bare number is GiB, as in every other option.
_UNITS = {"": 2**30, "MB": 10**6, "GB": 10**9, "MIB": 2**20, "GIB": 2**30}

#: What OpenBLAS of NumPy and of SciPy took at first use, rounded up, bytes.
_ROOM_FOR_LIBRARIES = 96 * 2**20

#: What PyTorch and MONAI took until a tiny network had run, rounded up, and each thread, bytes.
_ROOM_FOR_PYTORCH, _ROOM_FOR_A_THREAD = 640 * 2**20, 16 * 2**20

#: Libraries in machine code whose parts are loaded when something needs them.
_LOADED_LATER = ("monai", "scipy", "torch", "vtkmodules")

#: The limit of the work that is under way, see ``limited_memory``.
_LIMIT: ContextVar[int | None] = ContextVar("memory limit", default=None)


def memory_size(text: str) -> int:
    """Bytes of a size that a person wrote: "4GB", "512 MiB", "1.5" (GiB).

    Raises:
        InputError: it is no size, or none above 0.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", text)
    unit = None if match is None else _UNITS.get(match[2].upper())
    if match is None or unit is None or not float(match[1]) > 0:
        raise InputError(
            f"{text!r} is no amount of memory; write a number and MB, GB, MiB or GiB, as 4GB."
        )
    return int(float(match[1]) * unit)


@contextmanager
def limited_memory(size: str | None) -> Iterator[None]:
    """Within the block, whatever asks how much memory is free hears of no more than a limit leaves.

    What cannot be done with less is refused; what can is done with less. On a GPU the limit is for
    its own memory, too. It belongs to the thread that enters the block.

    Args:
        size: what this process may take in all, as ``memory_size`` reads it; None changes nothing.

    Raises:
        InputError: see ``memory_size``.

    Example:
        >>> with limited_memory("4GB"):
        ...     (available_memory() or 0) < 4e9
        True
    """
    if size is None:
        yield
        return
    token = _LIMIT.set(memory_size(size))
    try:
        yield
    finally:
        _LIMIT.reset(token)


def memory_limit() -> int | None:
    """Bytes that the work under way may take in all, see ``limited_memory``; None without limit."""
    return _LIMIT.get()


def available_memory() -> int | None:
    """Bytes of main memory that a new job can use, or None where the system does not tell.

    Limits of the process (``ulimit -v``) and of the containers that it is in (cgroups of both
    versions, nested ones too) count where they are lower than the machine's free memory, and so
    does ``limited_memory``.
    """
    limit = memory_limit()
    left = None if limit is None else max(0, limit - _resident_memory())
    if sys.platform == "win32":
        limits = [left, _available_on_windows()]
    else:
        free = _available_on_linux()
        if free is None:
            free = _physical_memory()
        limits = [left, free, _left_by_ulimit(), *_left_in_containers()]
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


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
        MemoryShortError: the estimate is larger than the memory that is free.
    """
    need = estimated_memory(size, bytes_per_voxel)
    check_bytes(need, f"{what} ({times(size)} voxels)", "crop or resample it first")


def check_bytes(need: int, what: str, advice: str) -> None:
    """Refuse work that cannot fit, before any of it is done.

    Args:
        need: bytes of memory beside what is taken already.
        what: the name for the message.
        advice: what to do, in words.

    Raises:
        MemoryShortError: that is more than is free.
    """
    free = available_memory()
    if free is not None and need > free:
        raise MemoryShortError(
            f"{what} needs about {_gigabytes(need)} of memory, but only {_gigabytes(free)} are "
            f"free: {advice}."
        )


def peak_memory() -> int | None:
    """Bytes of main memory that this process had at most so far, or None where nobody tells."""
    try:
        # Not getrusage where this is: there a process begins with the peak of the one that started
        # it, which may be a Slicer full of images.
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        resource: Any = importlib.import_module("resource")
    except ImportError:
        return None
    peak = int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return peak if sys.platform == "darwin" else peak * 1024


def _resident_memory() -> int:
    """Bytes of main memory that this process has now; its peak where only that is told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        resource: Any = importlib.import_module("resource")
        return pages * int(resource.getpagesize())
    except (ImportError, OSError, ValueError):
        return peak_memory() or 0


def check_libraries_have_room() -> None:
    """Look before the work whether ``ulimit -v`` leaves the libraries what they take at first use.

    The share of those that are loaded later is looked at when something is about to load them.

    Raises:
        MemoryShortError: it leaves less. The libraries would end the process with a line of their
            own, or none, or try for ever.
    """
    if _left_by_ulimit() is None:
        return
    _check_room("the libraries, which need", _ROOM_FOR_LIBRARIES)
    square = np.ones((256, 256))
    square @ square  # what OpenBLAS of NumPy takes, it takes now, and keeps
    if not any(type(finder) is _BeforeLoading for finder in sys.meta_path):
        sys.meta_path.insert(0, _BeforeLoading())


def _check_room(whose: str, needed: int) -> None:
    left = _left_by_ulimit()
    if left is not None and left < needed:
        raise MemoryShortError(
            f"ulimit -v leaves {left / 2**20:.0f} MiB beside {whose} {needed / 2**20:.0f} MiB to "
            "work: raise it."
        )


class _BeforeLoading(importlib.abc.MetaPathFinder):
    """Finds nothing, but is asked first: many places load a library, each when it needs it."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Look whether there is room for what is loaded."""
        if name == "torch":
            needed = _ROOM_FOR_PYTORCH + (os.cpu_count() or 1) * _ROOM_FOR_A_THREAD
            _check_room("what is loaded, and PyTorch needs", needed)
        elif name.partition(".")[0] in _LOADED_LATER:
            _check_room("what is loaded, and the libraries need", _ROOM_FOR_LIBRARIES)


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


def _left_by_ulimit() -> int | None:
    """What ``ulimit -v`` leaves to this process."""
    try:
        resource: Any = importlib.import_module("resource")
        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError, ValueError):
        return None
    if limit == resource.RLIM_INFINITY:
        return None
    return max(int(limit) - pages * int(resource.getpagesize()), 0)


def _left_in_containers() -> Iterator[int]:
    """What each of the groups that this process is in leaves, from the innermost outwards."""
    try:
        lines = _OWN_GROUPS.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        root = _CGROUP / "memory" if controllers else _CGROUP
        names = _VERSION_1 if controllers else _VERSION_2
        group = root / path.lstrip("/")
        for folder in (group, *group.parents):
            if not folder.is_relative_to(root):
                break
            if (left := _left_in_group(folder, *names)) is not None:
                yield left


def _left_in_group(folder: Path, limit_name: str, used_name: str) -> int | None:
    try:
        limit = (folder / limit_name).read_text().strip()
        used = (folder / used_name).read_text().strip()
        # Version 1 writes a number beyond any machine where there is no limit.
        return None if limit == "max" else max(int(limit) - int(used), 0)
    except (OSError, ValueError):
        return None


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
