"""A command watched at each of its changes of the disk."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from interruption.command import Command
from interruption.outcome import Snapshot, fault_of, is_hidden

#: Events of the interpreter (see its audit hooks) that change what a disk holds.
_CHANGES = (
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.truncate",
    "os.symlink",
)

#: Copies that are kept for the next run: so many sorts of operations, and the last ones.
_MOST_STATES = 8

#: Logs are written line by line, and the next run drops what was cut off; the values of an .mhd get
#: a name that no header has yet.
_LOGS = (".lock", "steps.csv", "validation.csv", ".raw")


class Recording:
    """What a kill at each operation of a command would leave.

    Args:
        folder: that the command works in.
        states: where copies of it go.
        old: what lies in it before.
        new: what an undisturbed run leaves.
        command: what is watched; of one that grows, a part of the result is no fault.
    """

    def __init__(
        self, folder: Path, states: Path, old: Snapshot, new: Snapshot, command: Command
    ) -> None:
        self._folder, self._states, self._command = folder, states, command
        self._old, self._new = old, new
        self._operations, self._busy, self._seen = 0, False, set[str]()
        self._faults: list[str] = []
        self._checked: dict[tuple[Any, ...], str] = {}

    def record(self, work: Callable[[], Any]) -> None:
        """Work in this process, which ends after it: an audit hook is never taken off."""
        self._states.mkdir()
        sys.addaudithook(self._hook)
        try:
            work()
        finally:
            self._busy = True
            told = {"operations": self._operations, "faults": self._faults}
            (self._states / "told.json").write_text(json.dumps(told), encoding="utf-8")

    def results(self) -> tuple[int, list[str], dict[int, Path]]:
        """How many operations there were, what was wrong, and copies by their operation."""
        told = json.loads((self._states / "told.json").read_text(encoding="utf-8"))
        numbers = sorted(int(path.name) for path in self._states.iterdir() if path.is_dir())
        chosen = {number: self._states / str(number) for number in numbers}
        return told["operations"], told["faults"], chosen

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_ACCMODE
        if self._busy or not (event in _CHANGES or writes):
            return
        if event == "open" and isinstance(arguments[0], int):
            return  # it was opened, under its name, before
        named = Path(os.fsdecode(arguments[0])) if not isinstance(arguments[0], int) else Path()
        if named.is_absolute() and not named.is_relative_to(self._folder):
            return
        self._busy = True
        try:
            self._look(event, named)
        finally:
            self._busy = False

    def _look(self, event: str, named: Path) -> None:
        self._operations += 1
        inside = named.relative_to(self._folder) if named.is_absolute() else named
        hidden = is_hidden(inside)
        if event == "open" and not hidden and not inside.name.endswith(_LOGS):
            self._faults.append(f"{inside} is written under its final name")
        if fault := "" if self._command.grows else self._fault():
            self._faults.append(f"killed before operation {self._operations}: {fault}")
        sort = f"{event} {hidden} {re.sub('[0-9]', '', inside.suffix)}"
        if sort not in self._seen and len(self._seen) < _MOST_STATES:
            self._seen.add(sort)
            shutil.copytree(self._folder, self._states / str(self._operations), symlinks=True)

    def _fault(self) -> str:
        """Looked at once for all operations that leave the visible files alone."""
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        seen = [path for path in files if not is_hidden(path.relative_to(self._folder))]
        key = tuple(sorted((str(p), p.stat().st_ino, p.stat().st_mtime_ns) for p in seen))
        if key not in self._checked:
            self._checked[key] = fault_of(self._folder, self._old, self._new, self._command.beside)
        return self._checked[key]
