"""Commands killed at each of their file operations, and on disks that are too small.

    python benchmarks/interrupted.py             # kills; Linux and macOS, some minutes
    python benchmarks/interrupted.py --disks     # full disks; Linux, as root (it mounts a tmpfs)

An older result lies under the same names. After a kill, what lies there must be the older result
or the new one, never a part of a file, never old beside new. A file and the record beside it have
two names, and no system changes two at once: there the record alone may be missing. The next run
must leave the new result and nothing temporary. What goes on where it was stopped (a training, a
study) must end with what an undisturbed run gives. What was written names no folder of the inputs.

What the disk holds just before an operation is what a kill there leaves. So it is looked at there,
while the command runs once, and copied for the next run where it is of a new sort. And what is
opened for writing must have a temporary name, but for logs and locks: no kill in the middle of
writing can then leave a part of a file under its final name.

On a full disk a command must end with one of our sentences, and the older result must be as it was.
The script ends with 1 if there was anything else.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import torch
from interruption.command import Command
from interruption.commands import cleared, commands
from interruption.outcome import (
    fault_of,
    lasting,
    leftovers,
    names_of_folders,
    snapshot,
    values_of,
)
from interruption.recording import Recording

from SyntheticCTLib.errors import SyntheticCTError, sentence_of

#: Room beyond the older result on the disks that are tried, bytes.
_ROOM = (0, 4096, 16_384, 65_536, 262_144)


def in_child(work: Callable[[], Any]) -> int:
    """Run in a process of its own; its exit code, or minus the signal that ended it."""
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        try:
            with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
                work()
        except (SyntheticCTError, OSError) as error:
            os._exit(2 if sentence_of(error) else 1)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    status = os.waitpid(process, 0)[1]
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def kills(command: Command, scratch: Path) -> tuple[int, list[str]]:
    """At how many operations a command can be killed, and what is wrong after that."""
    old, new, folder = scratch / "old", scratch / "new", scratch / "now"
    for place, seed in ((old, 0), (new, 1)):
        cleared(place)
        empty = command.begins == "empty" and seed == 0
        if not empty and (code := in_child(lambda: command.run(place, seed))):  # noqa: B023
            return 0, [f"an undisturbed run ends with {code}"]
    shutil.copytree(old, folder)
    recording = Recording(folder, scratch / "states", snapshot(old), snapshot(new), command)
    code = in_child(lambda: recording.record(lambda: command.run(folder, 1)))
    number, faults, states = recording.results()
    faults += [f"{name} names the inputs' folder" for name in names_of_folders(new, scratch.parent)]
    if code:
        faults.append(f"it ends with {code}")
    for operation, state in states.items():
        fault = _next_run(command, state, new)
        faults += [f"before operation {operation}: {fault}"] if fault else []
        shutil.rmtree(state)
    return number, faults


def _next_run(command: Command, state: Path, new: Path) -> str:
    """What is wrong with a run that finds what a kill left; "" for nothing."""
    if code := in_child(lambda: command.run(state, 1)):
        return f"the next run ends with {code}"
    if left := leftovers(state):
        return f"the next run leaves {left}"
    if command.grows:
        found, wanted = lasting(state), lasting(new)
        differ = [name for name in found | wanted if found.get(name) != wanted.get(name)]
        return f"the next run ends with another {min(differ)}" if differ else ""
    others = {*snapshot(state)} - {*snapshot(new)}
    return f"the next run leaves {min(others)}" if others - values_of(others) else ""


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """A disk of so many bytes."""
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def full_disks(command: Command, scratch: Path) -> tuple[int, list[str]]:
    """On how many disks a command had no room, and what was wrong then."""
    old = cleared(scratch / "old")
    if command.begins == "old":
        in_child(lambda: command.run(old, 0))
    size = sum(-(-path.stat().st_size // 4096) * 4096 for path in old.rglob("*") if path.is_file())
    tried, faults = 0, []
    for room in _ROOM:
        with small_disk(scratch / "disk", size + 8192 + room) as disk:
            folder = disk / "now"
            shutil.copytree(old, folder)
            before = snapshot(folder)
            code = in_child(lambda: command.run(folder, 1))  # noqa: B023
            if code == 0:
                break
            tried += 1
            if code != 2:
                faults.append(f"{room} bytes free: ended with {code}")
            elif leftovers(folder):
                faults.append(f"{room} bytes free: {leftovers(folder)} are left")
            elif not command.grows and snapshot(folder) != before:
                faults.append(f"{room} bytes free: the older result is not as it was")
            elif fault := command.grows and fault_of(folder, {}, snapshot(folder)):
                faults.append(f"{room} bytes free: {fault}")
    return tried, faults


def main() -> int:
    """Run, print the table; 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--disks", action="store_true", help="full disks in place of kills")
    parser.add_argument("--only", default="", help="commands whose names begin so")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    torch.set_num_threads(1)  # a fork has none of its parent's threads, and would wait for them
    campaign, wrong = full_disks if arguments.disks else kills, 0
    print("| command | tried | wrong |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        for number, command in enumerate(commands(Path(name))):
            if command.name.startswith(arguments.only):
                begun, scratch = time.monotonic(), Path(name) / str(number)
                scratch.mkdir()
                for seed in (0, 1) if command.made is not None else ():
                    command.made(seed)
                tried, faults = campaign(command, scratch)
                wrong += len(faults)
                print(f"| {command.name} | {tried} | {'; '.join(faults) or 0} |", flush=True)
                print(f"{command.name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
                shutil.rmtree(scratch)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
