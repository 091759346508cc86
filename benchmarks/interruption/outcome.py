"""What lies in a folder after an interruption, and whether that is whole."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

from SyntheticCTLib import read_volume
from SyntheticCTLib.errors import SyntheticCTError
from SyntheticCTLib.surface.files.reading import read_surface

Snapshot = dict[str, str]

#: Columns that say how long something took, and files that say when it was made.
_TIMES = ("seconds", "ended", "started", "peak_bytes", "attempts", "samples_per_second")

#: What has to find images again: a study's choices and its cases.
_OF_PLACES = ("study.toml", "cases.csv")


def is_hidden(path: Path) -> bool:
    """Whether a path, relative to the folder, is a temporary one, or a lock."""
    return any(part.startswith(".") for part in path.parts)


def snapshot(folder: Path) -> Snapshot:
    """The hash of every file by its name, without temporary ones."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not is_hidden(path.relative_to(folder))
    }


def leftovers(folder: Path) -> list[str]:
    """Temporary files and folders; a lock that nobody holds is none."""
    return sorted(path.name for path in folder.rglob(".*") if path.name != ".lock")


def fault_of(folder: Path, old: Snapshot, new: Snapshot, beside: tuple[str, ...] = ()) -> str:
    """What is wrong with what lies in a folder; "" for nothing. ``beside`` may be missing."""
    found = snapshot(folder)
    if found == old:
        return ""
    told = {name for name in found if found[name] != new.get(name) or new[name] != old.get(name)}
    values = values_of(found)
    kept = {name for name in told if found[name] == old.get(name)} - values
    if kept and told - kept - values:
        return f"old beside new: {min(kept)}"
    for name in old if kept else new:
        if name not in found and not name.endswith((".json", ".raw", *beside)):
            return f"missing: {name}"
    return next((f"damaged: {name}" for name in found if not is_whole(folder / name)), "")


def names_of_folders(folder: Path, inputs: Path) -> list[str]:
    """Files that tell where the inputs lay, whose folders may name a patient.

    Args:
        folder: with what was written.
        inputs: all inputs lie in it.
    """
    found = [path for path in folder.rglob("*") if path.is_file() and path.name not in _OF_PLACES]
    return [path.name for path in found if str(inputs).encode() in path.read_bytes()]


def values_of(names: Iterable[str]) -> set[str]:
    """Values of .mhd files: each gets a name that no file has, and goes with its header."""
    return {name for name in names if name.endswith(".raw")}


def is_whole(path: Path) -> bool:
    """Whether a file can be read."""
    try:
        if path.name.endswith((".nii.gz", ".mhd", ".nrrd", ".mha")):
            read_volume(path)
        elif path.suffix in (".stl", ".ply", ".3mf"):
            read_surface(path)
    except (SyntheticCTError, OSError):
        return False
    return path.stat().st_size > 0


def lasting(folder: Path) -> Snapshot:
    """The names of all files, and hashes of those in which no time stands."""
    found = {}
    for name, value in snapshot(folder).items():
        path = folder / name
        if path.suffix == ".csv":
            found[name] = _without_times(path.read_text(encoding="utf-8"))
        elif name.endswith((".nii.gz", ".safetensors", ".stl")):
            found[name] = value
        else:
            found[name] = ""
    return found


def _without_times(text: str) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    kept = [{key: row[key] for key in row if key not in _TIMES} for row in rows]
    return "\n".join(str(sorted(row.items(), key=str)) for row in kept)
