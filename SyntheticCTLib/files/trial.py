"""Read a file first in a process that may die: libraries that a damaged one can crash or stall.

VTK's readers of meshes and ITK's of HDF5 trust what a header says; no exception comes of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from SyntheticCTLib.errors import InputError, ResourceError

#: No file of ours takes longer to read by the clock, s, on a busy machine either, where a sound one
#: waits for the processor; what stalls on it is ended by the limit below.
_SECONDS = 300

#: Nor more time of the processor, s, and memory, bytes, than what libraries take to load and so
#: much for each byte: a few bytes may speak of more points than any machine holds.
_PROCESSOR_SECONDS, _BYTES_A_SECOND = 15, 1 << 20
_MOST_BYTES, _TIMES_THE_FILE = 4 << 30, 100

_CODE = f"""
import os, sys
from importlib import import_module
size = os.path.getsize(sys.argv[3])
try:
    import resource
    for kind, most in (
        (resource.RLIMIT_CPU, {_PROCESSOR_SECONDS} + size // {_BYTES_A_SECOND}),
        (resource.RLIMIT_AS, {_MOST_BYTES} + {_TIMES_THE_FILE} * size),
    ):
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, hard))
except (ImportError, OSError, ValueError):  # Windows has no such limits
    pass
sys.path[:0] = sys.argv[4:]
getattr(import_module(sys.argv[1]), sys.argv[2])(sys.argv[3])
"""


def read_in_trial(module: str, function: str, path: Path) -> None:
    """Let another process read a file, and refuse it if that process does not come back well.

    Args:
        module: name of a module.
        function: in it, given the path.
        path: the file.

    Raises:
        InputError: the reader crashed, did not end, or raised.
    """
    root = str(Path(__file__).resolve().parents[2])
    command = [this_python(), "-c", _CODE, module, function, str(path), root]
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
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
