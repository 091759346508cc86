"""What is interrupted: a command with all that it reads, and small inputs for all commands."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
from damaged.tiny_model import write_tiny_model

from SyntheticCTLib import (
    AccuracyOptions,
    Comparison,
    LimbPhantom,
    Volume,
    compare,
    make_limb_phantom,
    write_volume,
)
from SyntheticCTLib.cli import main as command_line
from SyntheticCTLib.errors import EXIT_REFUSED, InputError
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.jobs.dicom import DicomJob
from SyntheticCTLib.jobs.job import run_job
from SyntheticCTLib.report.folder import write_comparison

#: Voxels of a pair for training, mm: those of the tiny recipe.
_PAIR_MM = (2.0, 2.0, 4.0)


@dataclass(frozen=True)
class Command:
    """One command with everything it reads.

    Attributes:
        name: for the table.
        run: writes a result into a folder: of one person (0), or of another (1).
        made: of a person, once, before anything is interrupted; None where nothing is.
        begins: what lies in the folder before: "old" for the result of the other person, "empty"
            where the command replaces no folder.
        grows: the result comes file by file, and the same command goes on with it; after a kill
            it has to end with what an undisturbed run gives.
        beside: what belongs to the first file under a name of its own, and may be missing.
    """

    name: str
    run: Callable[[Path, int], Any]
    made: Callable[[int], Any] | None = None
    begins: str = "old"
    grows: bool = False
    beside: tuple[str, ...] = ()


def quiet_line(*words: object) -> None:
    """The command line, quietly.

    Raises:
        InputError: it refused or stopped with a sentence of ours, which it has printed.
        RuntimeError: it ended otherwise, and not well.
    """
    with redirect_stdout(StringIO()):
        code = command_line([*map(str, words), "--quiet", "--json"])
    if code == EXIT_REFUSED:
        raise InputError(f"{words[0]} refused")
    if code:
        raise RuntimeError(f"{words[0]} ended with {code}")


class Inputs:
    """Images, models, tables and comparisons of two persons, made when they are asked for.

    Args:
        folder: where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.table, self.scan = folder / "density.csv", folder / "scan.json"
        self.table.write_text("-1000,0.001\n0,1\n3000,2.8\n", encoding="utf-8")
        write_json({"views": 24, "pixel_mm": 8.0}, self.scan)
        self._compared: dict[int, Comparison] = {}

    @cached_property
    def people(self) -> list[LimbPhantom]:
        """Both of them."""
        size, spacing = (48, 48, 16), (3, 3, 8)
        return [make_limb_phantom(size=size, spacing=spacing, seed=seed) for seed in (0, 1)]

    def file(self, kind: str, seed: int) -> str:
        """``mr`` or ``ct`` of a person."""
        path = self.folder / f"{kind}{seed}.nii.gz"
        if not path.is_file():
            write_volume(getattr(self.people[seed], kind), path)
        return str(path)

    def compared(self, seed: int) -> Comparison:
        """A comparison of a person's CT with a brighter one."""
        if seed not in self._compared:
            ct = self.people[seed].ct
            options = AccuracyOptions(sensitivity=False)
            self._compared[seed] = compare(ct, _brighter(ct), options)
        return self._compared[seed]

    def comparison(self, seed: int) -> Path:
        """The folder of that comparison."""
        folder = self.folder / f"comparison{seed}"
        if not folder.is_dir():
            write_comparison(self.compared(seed), folder)
        return folder

    def model(self, seed: int) -> Path:
        """A model with bounds, whose card is a person's own."""
        folder = self.folder / f"model{seed}"
        if not folder.is_dir():
            grid = {"spacing_mm": (3.0, 3.0, 8.0), "overlap": 0.0}
            write_tiny_model(folder, **grid, doubts=True, card=f"# {seed}\n")
        return folder

    def series(self, seed: int) -> Path:
        """A person's CT as a DICOM series."""
        folder = self.folder / f"series{seed}"
        if not folder.is_dir():
            run_job(DicomJob(self.file("ct", seed), str(folder), modality="CT"))
        return folder

    def raw_pairs(self) -> Path:
        """Two pairs to prepare."""
        return self._pairs("raw", size=(48, 48, 10), mask=False)

    def aligned_pairs(self) -> Path:
        """Two pairs to train on."""
        return self._pairs("aligned", size=(40, 40, 10), mask=True)

    def cases(self, seed: int = 0, names: tuple[str, ...] = ("one",)) -> Path:
        """Cases of a study, all with the images of one person."""
        folder = self.folder / f"{len(names)}_cases{seed}"
        for name in () if folder.is_dir() else names:
            (folder / name).mkdir(parents=True)
            for kind in ("mr", "ct"):
                shutil.copy(self.file(kind, seed), folder / name / f"{kind}.nii.gz")
        return folder

    def _pairs(self, name: str, *, size: tuple[int, int, int], mask: bool) -> Path:
        folder = self.folder / name
        if folder.is_dir():
            return folder
        folder.mkdir()
        rows = ["id,fold,grade"]
        for number in range(2):
            person = make_limb_phantom(size=size, spacing=_PAIR_MM, seed=number)
            images = {"mr": person.mr, "ct": person.ct}
            if mask:
                images["mask"] = person.mr.with_array(np.ones(person.mr.array.shape, np.uint8))
            for kind, image in images.items():
                whole = image.with_array(image.array.astype(np.int16))
                write_volume(whole, folder / f"limb_{number}_{kind}.nii.gz")
            rows.append(f"limb_{number},{number},A")
        if mask:
            (folder / "alignment.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        return folder


def _brighter(ct: Volume) -> Volume:
    return ct.with_array(ct.array + 10)
