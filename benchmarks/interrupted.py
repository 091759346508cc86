"""Commands killed at each of their file operations, and on disks that are too small.

    python benchmarks/interrupted.py             # kills; Linux and macOS, some minutes
    python benchmarks/interrupted.py --disks     # full disks; Linux, as root (it mounts a tmpfs)

An older result lies under the same names. After a kill, what lies there must be the older result
or the new one, never a part of a file, never old beside new. A file and the record beside it have
two names, and no system changes two at once: there the record alone may be missing. The next run
must leave the new result and nothing temporary. On a full
disk a command must end with one of our sentences, and the older result must be as it was.
The script ends with 1 if there was anything else.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from damaged.tiny_model import TINY_METADATA, TINY_NETWORK

from SyntheticCTLib import (
    AccuracyOptions,
    Comparison,
    Volume,
    compare,
    make_limb_phantom,
    read_volume,
    write_volume,
)
from SyntheticCTLib.cli import main as command_line
from SyntheticCTLib.errors import SyntheticCTError
from SyntheticCTLib.jobs.density import DensityJob
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.jobs.place import PlaceJob
from SyntheticCTLib.jobs.register import RegisterJob
from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.report.folder import write_comparison
from SyntheticCTLib.simulation.head.analytic import analytic_head
from SyntheticCTLib.simulation.head.anatomy import head_anatomy
from SyntheticCTLib.simulation.head.draw import HeadPhantom, draw_head
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.surface.files.reading import read_surface

#: Events of the interpreter (see its audit hooks) that change what a disk holds.
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate")

#: Room beyond the older result on the disks that are tried, bytes.
_ROOM = (0, 4096, 16_384, 65_536, 262_144)

Snapshot = dict[str, str]


@dataclass(frozen=True)
class Command:
    """One command with everything it reads.

    Attributes:
        name: for the table.
        run: writes a result into a folder: of one person (0), or of another (1).
        made: of a person, once, before anything is killed; None where nothing is.
    """

    name: str
    run: Callable[[Path, int], Any]
    made: Callable[[int], Any] | None = None


def commands(inputs: Path) -> list[Command]:
    """Every command that writes a set of files, on two small phantoms."""
    # Loaded here, once, and not in each of the processes that are killed.
    from SyntheticCTLib.models.bundle import write_model_folder
    from SyntheticCTLib.models.metadata import ModelMetadata
    from SyntheticCTLib.networks import build_network

    people = [make_limb_phantom(size=(48, 48, 16), spacing=(3, 3, 8), seed=seed) for seed in (0, 1)]
    for seed, person in enumerate(people):
        write_volume(person.mr, inputs / f"mr{seed}.nii.gz")
        write_volume(person.ct, inputs / f"ct{seed}.nii.gz")

    @cache
    def compared(seed: int) -> Comparison:
        ct = people[seed].ct
        return compare(ct, _brighter(ct), AccuracyOptions(sensitivity=False))

    @cache
    def head(seed: int) -> HeadPhantom:
        return draw_head(head_anatomy(analytic_head(seed, 6.0), 6.0), HeadOptions(seed=seed))

    def file(kind: str, seed: int) -> str:
        return str(inputs / f"{kind}{seed}.nii.gz")

    def job(kind: Callable[..., Any], source: str, output: str, **options: Any) -> Any:
        return lambda folder, seed: run_job(
            kind(file(source, seed), str(folder / output), **options)
        )

    def register(folder: Path, seed: int) -> None:
        run_job(
            RegisterJob(
                file("ct", seed), file("mr", seed), transform=str(folder / "pose.tfm"),
                output=str(folder / "moved.nrrd"),
            )
        )  # fmt: skip

    def place(folder: Path, seed: int) -> None:
        run_job(
            PlaceJob(
                file("ct", seed), file("ct", seed), str(folder / "placed.nii.gz"),
                registration="identity",
            )
        )  # fmt: skip

    def density(folder: Path, seed: int) -> None:
        run_job(
            DensityJob(
                file("ct", seed), file("ct", seed), str(table), str(_empty(folder / "beams")),
                beams=(0.0,),
            )
        )  # fmt: skip

    def dicom(folder: Path, seed: int) -> None:
        run_job(DicomJob(file("ct", seed), str(_empty(folder / "series")), modality="CT"))

    def scan(folder: Path, seed: int) -> None:
        places = [str(folder / name) for name in ("scan.nii.gz", "seen.nii.gz")]
        written = ["-o", places[0], "--field-of-view", places[1]]
        chosen = ["--parameters", str(few), "--quiet"]
        command_line(["simulate-cbct", file("ct", seed), *written, *chosen])

    def model(folder: Path, seed: int) -> None:
        write_model_folder(
            folder / "tiny",
            network=build_network(TINY_NETWORK),
            network_definition=TINY_NETWORK,
            metadata=ModelMetadata.from_dict(TINY_METADATA),
            card=f"# Tiny {seed}\n",
            licence="Public domain\n",
        )

    table, few = inputs / "density.csv", inputs / "scan.json"
    table.write_text("-1000,0.001\n0,1\n3000,2.8\n", encoding="utf-8")
    few.write_text('{"views": 24, "pixel_mm": 8.0}', encoding="utf-8")
    return [
        Command("synthesize, .nii.gz", job(SynthesizeJob, "mr", "sct.nii.gz")),
        Command("synthesize, .mhd", job(SynthesizeJob, "mr", "sct.mhd")),
        Command("surface, .stl", job(SurfaceJob, "ct", "bone.stl")),
        Command("surface, .3mf", job(SurfaceJob, "ct", "bone.3mf")),
        Command("segment", job(SegmentJob, "ct", "tissues.nii.gz")),
        Command("register", register),
        Command("place", place),
        Command("density", density),
        Command("dicom, series", dicom),
        Command("simulate-cbct", scan),
        Command("head-phantom", lambda folder, seed: head(seed).write(folder / "head"), head),
        Command("a model's folder", model),
        Command("phantom", lambda folder, seed: people[seed].write(folder / "person")),
        Command(
            "compare",
            lambda folder, seed: write_comparison(compared(seed), folder / "out"),
            compared,
        ),
    ]


def _empty(folder: Path) -> Path:
    """Without what an earlier run wrote: these commands replace no folder that holds anything."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _brighter(ct: Volume) -> Volume:
    return ct.with_array(ct.array + 10)


def snapshot(folder: Path) -> Snapshot:
    """The hash of every file by its name, without temporary ones."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def fault_of(folder: Path, old: Snapshot, new: Snapshot) -> str:
    """What is wrong with what lies in a folder; "" for nothing."""
    found = snapshot(folder)
    if found == old:
        return ""
    told = {name for name in found if found[name] != new.get(name) or new[name] != old.get(name)}
    kept = {name for name in told if found[name] == old.get(name)} - {*_values(folder)}
    if kept and told - kept - {*_values(folder)}:
        return f"old beside new: {min(kept)}"
    for name in old if kept else new:
        if name not in found and not name.endswith((".json", ".raw")):
            return f"missing: {name}"
    return next((f"damaged: {name}" for name in found if not _is_whole(folder / name)), "")


def _is_whole(path: Path) -> bool:
    try:
        if path.name.endswith((".nii.gz", ".mhd", ".nrrd")):
            read_volume(path)
        elif path.suffix in (".stl", ".ply", ".3mf"):
            read_surface(path)
    except (SyntheticCTError, OSError):
        return False
    return path.stat().st_size > 0


def in_child(work: Callable[[], Any]) -> int:
    """Run in a process of its own; its exit code, or minus the signal that ended it."""
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        try:
            work()
        except (SyntheticCTError, OSError) as error:
            os._exit(2 if str(error) else 1)
        except BaseException:
            os._exit(1)
        os._exit(0)
    status = os.waitpid(process, 0)[1]
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _killed_at(operation: int, folder: Path, work: Callable[[], Any]) -> None:
    """Run, and be killed just before a change of the disk."""
    seen = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_ACCMODE
        if not (event in _CHANGES or writes):
            return
        named = Path(arguments[0]) if isinstance(arguments[0], (str, os.PathLike)) else Path()
        if named.is_absolute() and not named.is_relative_to(folder):
            return
        seen += 1
        if seen == operation:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    work()


def kills(command: Command, scratch: Path) -> tuple[int, list[str]]:
    """How often a command was killed, and what was wrong after it."""
    old, new, folder = scratch / "old", scratch / "new", scratch / "now"
    for place, seed in ((old, 0), (new, 1)):
        place.mkdir()
        in_child(lambda place=place, seed=seed: command.run(place, seed))  # type: ignore[misc]
    shots, faults = (snapshot(old), snapshot(new)), []
    for operation in range(1, 10_000):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(old, folder)
        code = in_child(lambda: _killed_at(operation, folder, lambda: command.run(folder, 1)))  # noqa: B023
        if code == 0:
            return operation - 1, faults
        fault = fault_of(folder, *shots)
        if fault:
            faults.append(f"killed before operation {operation}: {fault}")
        elif operation % 5 == 0:
            in_child(lambda: command.run(folder, 1))
            left = [path.name for path in folder.rglob(".*")]
            if left or {*snapshot(folder)} - {*shots[1]} - {*_values(folder)}:
                faults.append(f"after operation {operation} the next run leaves {left}")
    return 0, faults


def _values(folder: Path) -> list[str]:
    """Values of .mhd files: each gets a name that no file has, and goes with its header."""
    return [name for name in snapshot(folder) if name.endswith(".raw")]


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
    old = scratch / "old"
    old.mkdir()
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
            elif snapshot(folder) != before or list(folder.rglob(".*")):
                faults.append(f"{room} bytes free: the older result is not as it was")
    return tried, faults


def main() -> int:
    """Run, print the table; 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--disks", action="store_true", help="full disks in place of kills")
    parser.add_argument("--only", default="", help="commands whose names begin so")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    campaign, wrong = full_disks if arguments.disks else kills, 0
    print("| command | tried | wrong |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        for number, command in enumerate(commands(Path(name))):
            if command.name.startswith(arguments.only):
                scratch = Path(name) / str(number)
                scratch.mkdir()
                for seed in (0, 1) if command.made is not None else ():
                    command.made(seed)
                tried, faults = campaign(command, scratch)
                wrong += len(faults)
                print(f"| {command.name} | {tried} | {'; '.join(faults) or 0} |", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
