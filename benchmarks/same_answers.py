"""Do two checkouts give the same answers, with every shipped model?

    python benchmarks/same_answers.py BEFORE AFTER --case MR CT [--case MR CT ...]
        [--pairs ALIGNED [--fold N]] --keep FOLDER

Each checkout is used through its own command line, in processes of its own. A case is MR and CT of
one patient on one grid. Made of it are the synthetic CT of the MR, the synthetic CT of a cone-beam
CT that BEFORE simulates from the CT, and the synthetic MR of the CT; ``evaluate`` and ``compare``
measure both synthetic CTs. ``score`` runs on a folder that ``prepare`` wrote. The answers are kept
in FOLDER by commit, and not computed again.

Volumes are compared by the SHA-256 of their voxels and by their grid, surfaces by points, triangles
and values, documents and tables by their numbers. What only says when, where and how fast is left
out. A number that has another place or name in AFTER, but the same value, counts as moved.
"""

import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import SimpleITK

#: Entries that say when, where and how fast, or which form a document has.
LEFT_OUT = {"created", "seconds", "free_memory_bytes", "threads", "format", "schema", "version"}

#: Names that mean the same thing: of a file or an entry in BEFORE, and in AFTER.
RENAMED: dict[str, str] = {}

#: What a file answers: a number (as it is written), a hash or a text, by its place in the file.
Answers = dict[str, str]


@dataclass
class Outcome:
    """How one file of BEFORE is found again in AFTER."""

    equal: int = 0
    moved: int = 0
    new: int = 0
    differ: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--case", nargs=2, action="append", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, help="folder of aligned pairs")
    parser.add_argument("--fold", default="0", help="the held-out fold of PAIRS (default 0)")
    parser.add_argument("--keep", type=Path, required=True)
    arguments = parser.parse_args()
    checkouts = [arguments.before.resolve(), arguments.after.resolve()]
    before, after = [arguments.keep.resolve() / commit_of(checkout) for checkout in checkouts]
    answer(checkouts[0], before, before, arguments)
    answer(checkouts[1], after, before, arguments)
    outcomes = compared(before, after)
    print_table(outcomes)
    return 1 if any(outcome.differ for outcome in outcomes.values()) else 0


def commit_of(checkout: Path) -> str:
    command = ["git", "-C", str(checkout), "describe", "--always", "--dirty", "--abbrev=10"]
    return subprocess.check_output(command, text=True).strip()


def answer(checkout: Path, folder: Path, before: Path, asked: argparse.Namespace) -> None:
    """Let a checkout answer everything, into a folder; the simulated scans lie in BEFORE's."""

    def call(output: Path, *command: object) -> None:
        if output.exists():
            return
        output.parent.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        text = run(checkout, *command)
        if output.suffix == ".json":
            output.write_text(text)
        took = time.monotonic() - began
        print(f"{folder.name}: {output.relative_to(folder)}, {took:.0f} s", file=sys.stderr)

    def synthesize(image: Path, model: str) -> Path:
        made = place / f"{model}.nii.gz"
        call(made, "synthesize", image, "--model", model, "--device", "cpu", "-o", made)
        return made

    for mr, ct in asked.case:
        mr, ct = mr.resolve(), ct.resolve()
        place = folder / ct.name.split(".")[0]
        cbct = before / place.name / "cbct.nii.gz"
        if folder == before:
            call(cbct, "simulate-cbct", ct, "--engine", "torch", "-o", cbct)
        synthesize(ct, "ct-to-mr-limb")
        for image, model in ((mr, "mr-to-ct-limb"), (cbct, "cbct-to-ct")):
            sct = synthesize(image, model)
            alone, known = place / f"evaluate-{model}.json", place / f"evaluate-{model}-source.json"
            call(alone, "evaluate", "--json", sct, ct)
            call(known, "evaluate", "--json", "--source", image, sct, ct)
            results = place / f"compare-{model}"
            options = ("--registration", "none", "--no-sensitivity", "--source", image)
            call(results, "compare", sct, ct, *options, "-o", results)
    for model in ("mr-to-ct-limb", "ct-to-mr-limb") if asked.pairs else ():
        scores = folder / f"score-{model}.csv"
        options = ("--fold", asked.fold, "--device", "cpu", "-o", scores)
        call(scores, "score", model, asked.pairs.resolve(), *options)


def run(checkout: Path, *command: object) -> str:
    """Standard output of one command of a checkout, on one thread so that sums have one order."""
    one = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-m", "SyntheticCTLib.cli", *map(str, command)],
        cwd=checkout,
        env={**os.environ, **one, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{checkout}: {' '.join(map(str, command))} failed:\n{done.stderr}")
    return done.stdout


def compared(before: Path, after: Path) -> dict[str, Outcome]:
    """The outcome of each file that holds an answer, by its path."""
    outcomes = {}
    for path in sorted(before.rglob("*")):
        read = reader(path)
        if read is None or path.name.startswith("cbct."):
            continue
        name = path.relative_to(before)
        other = after / name.with_name(RENAMED.get(name.name, name.name))
        outcomes[str(name)] = outcome = Outcome()
        if not other.is_file():
            outcome.differ.append("there is no such file")
            continue
        match(read(path), read(other), outcome)
    return outcomes


def match(old: Answers, new: Answers, outcome: Outcome) -> None:
    """Find each entry of one document in the other."""
    remaining = dict(new)
    lost = {}
    for key, value in old.items():
        named = ".".join(RENAMED.get(part, part) for part in key.split("."))
        if remaining.get(named) == value:
            outcome.equal += 1
        elif named in remaining:
            outcome.differ.append(f"{key}: {value} -> {remaining[named]}")
        else:
            lost[named] = value
            continue
        del remaining[named]
    for named, value in lost.items():
        last = named.rsplit(".", 1)[-1]
        places = [k for k, v in remaining.items() if k.rsplit(".", 1)[-1] == last and v == value]
        if places:
            outcome.moved += 1
            del remaining[places[0]]
        else:
            outcome.differ.append(f"{named}: {value} -> not there")
    outcome.new = len(remaining)


def reader(path: Path) -> Callable[[Path], Answers] | None:
    """What reads the answers of a file, or None if it holds none."""
    if path.name.endswith(".nii.gz"):
        return volume
    return {".json": document, ".csv": table, ".vtp": surface}.get(path.suffix)


def volume(path: Path) -> Answers:
    image = SimpleITK.ReadImage(str(path))
    grid = (image.GetSize(), image.GetSpacing(), image.GetOrigin(), image.GetDirection())
    array = SimpleITK.GetArrayViewFromImage(image)
    return {"voxels": sha256(array), "type": str(array.dtype), "grid": str(grid)}


def surface(path: Path) -> Answers:
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkIOXML import vtkXMLPolyDataReader

    polys = vtkXMLPolyDataReader()
    polys.SetFileName(str(path))
    polys.Update()
    mesh = polys.GetOutput()
    data = mesh.GetPointData()
    arrays = {data.GetArrayName(n): data.GetArray(n) for n in range(data.GetNumberOfArrays())}
    parts = {
        "points": mesh.GetPoints().GetData(),
        "triangles": mesh.GetPolys().GetConnectivityArray(),
        **arrays,
    }
    return {name: sha256(vtk_to_numpy(part)) for name, part in parts.items()}


def document(path: Path) -> Answers:
    return dict(leaves(json.loads(path.read_text())))


def leaves(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """The numbers and truths of a document, by their place in it."""
    if isinstance(value, dict):
        for name, entry in value.items():
            if name not in LEFT_OUT:
                yield from leaves(entry, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from leaves(entry, f"{key}.{number}")
    elif isinstance(value, bool | int | float):
        yield key, repr(value)


def table(path: Path) -> Answers:
    with path.open(newline="") as rows:
        return {
            f"{number}.{name}": cell
            for number, row in enumerate(csv.DictReader(rows))
            for name, cell in row.items()
            if name not in LEFT_OUT
        }


def sha256(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:16]


def print_table(outcomes: dict[str, Outcome]) -> None:
    print("| answer | equal | moved | new | differ |\n| --- | --- | --- | --- | --- |")
    for name, it in outcomes.items():
        print(f"| {name} | {it.equal} | {it.moved} | {it.new} | {len(it.differ)} |")
    for name, it in outcomes.items():
        for difference in it.differ:
            print(f"{name}: {difference}")


if __name__ == "__main__":
    sys.exit(main())
