"""Make an environment of its own for TotalSegmentator."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from SyntheticCTLib.errors import InputError, ResourceError
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.segmentation.guest.diagnosis import explain
from SyntheticCTLib.segmentation.guest.environment import (
    MARKER,
    Guest,
    describe_guest,
    guest_folder,
    interpreter_in,
)
from SyntheticCTLib.segmentation.guest.process import clean_environment, run_process

#: The versions that the tests run with; their output and errors are what ``diagnosis`` knows. Later
#: versions of nnU-Net's networks bring torchvision, which fails unless it is of torch's very build.
TESTED = {"totalsegmentator": "TotalSegmentator==2.18.0", "nnunetv2": "nnunetv2==2.6.0"}

#: What the environment takes with the CPU build of torch, GB; the CUDA build takes twice as much.
NEEDED_GB = 3.0

_PACKAGE = re.compile(r"[A-Za-z0-9]+([._-]+[A-Za-z0-9]+)*")


def set_up_guest(
    folder: str | Path | None = None,
    *,
    requirements: tuple[str, ...] = (),
    watch: Watch = UNWATCHED,
) -> Guest:
    """Make a virtual environment and install TotalSegmentator into it, with pip and its settings.

    Args:
        folder: where; None for ``guest_folder()``. An unfinished environment there is replaced.
        requirements: further pip requirements; one of a package in ``TESTED``, or of torch, stands
            in place of the usual one. Without one, torch is of this Python's version, so that pip
            finds the build that it found before.

    Returns:
        What was installed. An environment that is complete already is described and left alone.

    Raises:
        InputError: the folder holds something else.
        ResourceError: too little disk space, pip failed, or what it installed does not load;
            nothing is left behind.
        Cancelled: the user asked to stop; nothing is left behind.
    """
    target = Path(folder) if folder is not None else guest_folder()
    if (target / MARKER).is_file():
        return describe_guest(str(interpreter_in(target)))
    _check_free(target)
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    try:
        watch.report("making an environment", 0.0)
        _run([sys.executable, "-m", "venv", str(target)], sys.executable, watch.quiet)
        interpreter = str(interpreter_in(target))
        command = [interpreter, "-m", "pip", "install", "--progress-bar", "off"]
        _run([*command, *with_tested(requirements)], interpreter, watch)
        _check_loads(interpreter, watch)
        guest = describe_guest(interpreter)
        (target / MARKER).write_text(json.dumps({"totalsegmentator": guest.version}) + "\n")
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    watch.report("installed", 1.0)
    return guest


def with_tested(requirements: tuple[str, ...]) -> list[str]:
    """Pip requirements: those given, and the usual ones of the packages that they do not name."""
    usual = dict(TESTED)
    with contextlib.suppress(PackageNotFoundError):
        usual["torch"] = f"torch=={version('torch').partition('+')[0]}"
    found = [_PACKAGE.match(requirement) for requirement in requirements]
    named = {match.group().lower() for match in found if match}
    return [*(text for name, text in usual.items() if name not in named), *requirements]


def _check_loads(interpreter: str, watch: Watch) -> None:
    """See that the guest loads: pip also joins builds that do not belong together."""
    ended = run_process(
        [interpreter, str(Path(__file__).with_name("load_check.py"))],
        environment=clean_environment(interpreter),
        watch=watch.quiet,
    )
    if ended.code != 0:
        raise explain(ended)


def _check_free(target: Path) -> None:
    if target.exists() and any(target.iterdir()) and not (target / "pyvenv.cfg").is_file():
        raise InputError(f"{target} holds something else; give an empty or a new folder.")
    existing = next(parent for parent in (target, *target.parents) if parent.exists())
    free_gb = shutil.disk_usage(existing).free / 1e9
    if free_gb < NEEDED_GB:
        raise ResourceError(
            f"TotalSegmentator's environment needs about {NEEDED_GB:.0f} GB in {existing}; "
            f"{free_gb:.1f} GB are free."
        )


def _run(command: list[str], interpreter: str, watch: Watch) -> None:
    lines = 0

    def on_line(line: str) -> None:
        nonlocal lines
        lines += 1
        # pip does not say how much is to come; about 300 lines are usual.
        watch.report("installing TotalSegmentator", lines / (lines + 100), line)

    environment = clean_environment(interpreter) | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    ended = run_process(command, environment=environment, on_line=on_line, watch=watch.quiet)
    if ended.code != 0:
        errors = [line for line in ended.output.splitlines() if line.startswith("ERROR")]
        reason = errors[-1] if errors else (ended.output.splitlines() or ["no words"])[-1]
        raise ResourceError(f"Installing TotalSegmentator failed : {reason}")
