"""Cases an hour against workers, what a study adds to a case, and memory of a case.

    python benchmarks/cohort.py FOLDER [--cases 8] [--workers 1 2 4] [--size 160 160 48]

Copies of one simulated limb are worked off as a study with each number of workers, on this machine
alone, the model's own synthesis and surfaces included; FOLDER is made and keeps the studies. Beside
the time on the clock stands that of the processors, which other programs of the machine disturb
less. What a study adds is the processor time of its own process, for each case.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.simulation.phantom.options import PhantomOptions

SPACING = (1.0, 1.0, 3.0)


def images(folder: Path, cases: int, size: tuple[int, int, int]) -> Path:
    """``folder/caseN/mr.nii.gz`` and so on, all alike."""
    first = folder / "images" / "case0"
    first.mkdir(parents=True, exist_ok=True)
    make_limb_phantom(PhantomOptions(size=size, spacing=SPACING)).write(first)
    for number in range(1, cases):
        shutil.copytree(first, folder / "images" / f"case{number}", dirs_exist_ok=True)
    return folder / "images"


def measured(source: Path, study: Path, workers: int) -> tuple[float, float, float]:
    """Seconds on the clock, of all processors, and of the study's own process, of a new study."""
    shutil.rmtree(study, ignore_errors=True)
    command = [sys.executable, "-m", "SyntheticCTLib.cli", "cohort", str(source), "-o", str(study)]
    options = ["--registration", "none", "--no-sensitivity", "--workers", str(workers)]
    before, started = os.times(), time.monotonic()
    subprocess.run([*command, *options, "--quiet"], check=True)
    seconds, after = time.monotonic() - started, os.times()
    every = after.children_user + after.children_system
    every -= before.children_user + before.children_system
    with (study / "runs.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    peak = max(int(row["peak_bytes"]) for row in rows)
    print(f"  memory of a case: {peak / 1e9:.2f} GB at most")
    before = os.times()
    subprocess.run([*command, *options, "--quiet"], check=True)  # nothing is left to do
    after = os.times()
    own = after.children_user + after.children_system
    own -= before.children_user + before.children_system
    return seconds, every, own


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=8)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--size", type=int, nargs=3, default=(160, 160, 48))
    arguments = parser.parse_args()
    i, j, k = arguments.size
    source = images(arguments.folder, arguments.cases, (i, j, k))
    print(f"{arguments.cases} cases of {i} x {j} x {k} voxels, {os.cpu_count()} cores")
    for workers in arguments.workers:
        study = arguments.folder / f"study{workers}"
        seconds, every, own = measured(source, study, workers)
        print(
            f"{workers} workers: {3600 * arguments.cases / seconds:.0f} cases an hour, "
            f"{every / arguments.cases:.1f} s of processors a case, of which the study adds "
            f"{own / arguments.cases:.2f} s"
        )


if __name__ == "__main__":
    main()
