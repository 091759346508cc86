"""Where TotalSegmentator is installed, and what that installation can do."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.resources import user_folder
from SyntheticCTLib.segmentation.guest.diagnosis import NOT_INSTALLED, explain
from SyntheticCTLib.segmentation.guest.process import clean_environment, run_process

#: Names the guest's Python, or the folder of its virtual environment (Slicer: PythonSlicer).
INTERPRETER_VARIABLE = "SYNTHETICCT_TOTALSEGMENTATOR"

#: Written into a guest environment when it is complete.
MARKER = "synthetic-ct-guest.json"


@dataclass(frozen=True)
class Guest:
    """An installed TotalSegmentator.

    Attributes:
        interpreter: path of the Python that has it.
        version: of TotalSegmentator.
        tasks: task to label value to structure name.
        licensed: tasks that need a licence number.
        terminology: structure name to its row of codes and colour, as TotalSegmentator ships it.
    """

    interpreter: str
    version: str
    tasks: dict[str, dict[int, str]]
    licensed: frozenset[str]
    terminology: dict[str, dict[str, str]]


def guest_folder() -> Path:
    """The folder of the environment that ``set_up_guest`` makes unless told otherwise."""
    return user_folder() / "totalsegmentator"


def interpreter_in(folder: Path) -> Path:
    """Path of the Python of a virtual environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def find_interpreter() -> str:
    """The Python that has TotalSegmentator: configured, set up by us, or this one (in Slicer).

    Raises:
        ResourceError: there is none, or the configured one does not exist.
    """
    configured = os.environ.get(INTERPRETER_VARIABLE)
    if configured:
        path = Path(configured).expanduser()
        python = interpreter_in(path) if path.is_dir() else path
        if not python.is_file():
            raise ResourceError(
                f"{INTERPRETER_VARIABLE} names {configured}, which has no Python; give a Python or "
                "the folder of a virtual environment that has TotalSegmentator."
            )
        return str(python)
    if (guest_folder() / MARKER).is_file():
        return str(interpreter_in(guest_folder()))
    if importlib.util.find_spec("totalsegmentator") is not None:
        return sys.executable
    raise ResourceError(NOT_INSTALLED)


@cache
def describe_guest(interpreter: str) -> Guest:
    """Ask an installation what it can do; loads no network and no torch.

    Raises:
        ResourceError: this Python has no TotalSegmentator, or cannot be started.
    """
    script = str(Path(__file__).with_name("describe.py"))
    try:
        # Not isolated (-I): 3D Slicer's Python finds its library by environment variables alone.
        ended = run_process([interpreter, script], environment=clean_environment(interpreter))
    except OSError as error:
        raise ResourceError(
            f"{interpreter} could not be started: {error.strerror or error}."
        ) from error
    if ended.code != 0:
        raise explain(ended)
    return _guest(interpreter, json.loads(ended.output.splitlines()[-1]))


def _guest(interpreter: str, found: dict[str, Any]) -> Guest:
    tasks = {
        task: {int(value): name for value, name in content["classes"].items()}
        for task, content in found["tasks"].items()
    }
    return Guest(
        interpreter, found["version"], tasks, frozenset(found["licensed"]), found["terminology"]
    )
