"""Read a file first in a process that may die: libraries that a damaged one can crash or stall.

VTK's readers of meshes and ITK's of HDF5 trust what a header says; no exception comes of it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from SyntheticCTLib.errors import InputError, ResourceError

#: No file of ours takes longer to read by the clock, s, on a busy machine either, where a sound one
#: waits for the processor; what stalls on it is ended by the limit below.
_SECONDS = 300

#: Nor more time of the processor, s, than what libraries take to load and so much for each byte.
_PROCESSOR_SECONDS, _BYTES_A_SECOND = 15, 1 << 20

#: Nor more memory, bytes, beyond what the libraries hold once they are loaded, than this and so
#: much for each byte: a few bytes may speak of more points than any machine holds.
_MOST_BYTES, _TIMES_THE_FILE = 1 << 30, 100

#: One thread: the stacks of many would count as memory on machines of many cores.
_ONE_THREAD = {
    name: "1"
    for name in ("OMP_NUM_THREADS", "VTK_SMP_MAX_THREADS", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS")
}

_CODE = """
import sys
sys.path[:0] = sys.argv[1:2]
from SyntheticCTLib.files.trial import read_with_limits
read_with_limits(*sys.argv[2:5], int(sys.argv[5]))
"""


def read_in_trial(module: str, function: str, path: Path) -> None:
    """Let another process read a file, and refuse it if that process does not come back well.

    Raises:
        InputError: the reader crashed, did not end, or raised.
    """
    root = str(Path(__file__).resolve().parents[2])
    seconds = _PROCESSOR_SECONDS + _size(path) // _BYTES_A_SECOND
    command = [this_python(), "-c", _CODE, root, module, function, str(path), str(seconds)]
    environment = {**os.environ, **_ONE_THREAD, "PYTHONSAFEPATH": "1"}
    try:
        ended = subprocess.run(
            command, capture_output=True, timeout=_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{path} is damaged: reading it did not end within {_SECONDS} s. Export it again."
        ) from None
    if ended.returncode != 0:
        raise InputError(f"{path} is damaged: its reader fails on it. Export it again.")


def read_with_limits(module: str, function: str, path: str, seconds: int) -> None:
    """Read a file in this process, which ends where that takes too long or too much memory.

    Args:
        module: name of a module.
        function: in it, given the path.
        path: the file.
        seconds: that the processor may take, loading libraries included.
    """
    limit_resource("RLIMIT_CPU", seconds)
    read = getattr(import_module(module), function)
    limit_memory(_size(Path(path)))
    read(path)


def limit_memory(size: int) -> None:
    """Let this process take no more, from here on, than reading a sound file takes.

    Args:
        size: bytes of the file.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:  # macOS has no such file, and keeps no such limit
        return
    held = pages * os.sysconf("SC_PAGE_SIZE")
    limit_resource("RLIMIT_AS", held + _MOST_BYTES + _TIMES_THE_FILE * size)


def limit_resource(name: str, most: int) -> None:
    """Lower one of the system's limits of this process, where the system has it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(getattr(resource, name))[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(getattr(resource, name), (most, hard))


def _size(path: Path) -> int:
    return path.stat().st_size


def this_python() -> str:
    """The interpreter to start: this one, or PythonSlicer inside 3D Slicer.

    Raises:
        ResourceError: this program is no Python, and PythonSlicer is not found.
    """
    if "python" in Path(sys.executable or "").name.lower():
        return sys.executable
    found = shutil.which("PythonSlicer")
    if found is None:
        raise ResourceError("PythonSlicer was not found beside this program: reinstall 3D Slicer.")
    return found
