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

#: No file of ours takes longer to read, s, nor more memory beyond what the libraries take and a
#: hundred times the file, bytes: a few bytes may speak of more points than any machine holds.
_SECONDS = 60
_MOST_BYTES, _TIMES_THE_FILE = 4 << 30, 100

_CODE = (
    "import sys; from importlib import import_module\n"
    "try:\n"
    "    import resource\n"
    f"    most = {_MOST_BYTES} + {_TIMES_THE_FILE} * __import__('os').path.getsize(sys.argv[3])\n"
    "    hard = resource.getrlimit(resource.RLIMIT_AS)[1]\n"
    "    most = most if hard == resource.RLIM_INFINITY else min(most, hard)\n"
    "    resource.setrlimit(resource.RLIMIT_AS, (most, hard))\n"
    "except (ImportError, OSError, ValueError):\n"
    "    pass\n"
    "sys.path[:0] = sys.argv[4:]\n"
    "getattr(import_module(sys.argv[1]), sys.argv[2])(sys.argv[3])"
)


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
