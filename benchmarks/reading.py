"""What the checks of image files cost: reading beside an older version of this program.

    git worktree add ../older COMMIT
    python benchmarks/reading.py ../older          # a minute or two

A limb of 256 x 256 x 96 voxels as DICOM series, NIfTI, NRRD and MHA, packed and not, is read by
both versions in turns, each in a process of its own; the best processor time of each counts. It
ends with 1 where this version takes more than 1.2 times as long. COMMIT c9b3d9a has the readers
before they held files against their headers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from SyntheticCTLib import Volume, make_limb_phantom, write_volume
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.jobs.job import run_job

#: Processor time beyond that of the older version, at most.
_MOST = 1.2

#: Reads what it is told, and answers with processor time, s.
_READER = """
import sys, time
from SyntheticCTLib.files.volumes import read_volume
for line in sys.stdin:
    begun = time.process_time()
    read_volume(line.rstrip("\\n"))
    print(time.process_time() - begun, flush=True)
"""


def files(folder: Path) -> dict[str, Path]:
    """One image in every format by its name."""
    small = make_limb_phantom(size=(64, 64, 24), spacing=(3.0, 3.0, 8.0)).ct
    values = np.kron(small.array, np.ones((4, 4, 4)))
    values += np.random.default_rng(0).normal(0, 12, values.shape)  # no scan packs better
    ct = Volume(
        values.round().astype(np.int16), spacing=(0.75, 0.75, 2.0), metadata={"modality": "CT"}
    )
    names = ("ct.nii", "ct.nii.gz", "ct.nrrd", "ct.mha")
    for name in names:
        write_volume(ct, folder / name)
    series = folder / "series"
    run_job(DicomJob(str(folder / "ct.nii.gz"), str(series), modality="CT"))
    return {"DICOM series": series, **{name.removeprefix("ct"): folder / name for name in names}}


def reader(tree: Path) -> subprocess.Popen[str]:
    """A process that reads by the library of a folder."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS"), "1")
    return subprocess.Popen(
        [sys.executable, "-c", _READER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=tree,
        env={**os.environ, **one, "PYTHONPATH": str(tree.resolve())},
    )


def seconds(process: subprocess.Popen[str], path: Path) -> float:
    """Processor time of reading a file or folder once."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{path}\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def main() -> int:
    """Read in turns, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("older", type=Path, help="a checkout of the older version")
    parser.add_argument("--turns", type=int, default=9)
    arguments = parser.parse_args()
    here = Path(__file__).resolve().parents[1]
    slow = False
    print("| format | before, s | now, s | ratio |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        both = reader(arguments.older), reader(here)
        for kind, path in files(Path(name)).items():
            turns = [[seconds(one, path) for one in both] for _ in range(arguments.turns)]
            before, now = (min(times) for times in zip(*turns, strict=True))
            slow |= now > _MOST * before
            print(f"| {kind} | {before:.3f} | {now:.3f} | {now / before:.2f} |", flush=True)
        for one in both:
            one.communicate()
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
