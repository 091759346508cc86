"""Damaged files of every kind of reader: read right, refused in a sentence, or a breach.

    python benchmarks/mutations.py                  # 10,000 inputs, some minutes; Linux and macOS
    python benchmarks/mutations.py --count 200      # what the tests run

Whole files are made, then changed at random places by a seed: bytes flipped, pieces cut out,
doubled or overwritten, numbers of headers exchanged for absurd ones. Each is read in a process of
its own with a limit of time. A breach is a death, a hang, an exception that is not ours, a value
that is no number, or other voxels out of a file whose checksum covers them. The script ends with 1
if there was one; ``--keep FOLDER`` keeps those inputs.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import re
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from SyntheticCTLib import make_limb_phantom, segment_tissues
from SyntheticCTLib.errors import SyntheticCTError
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.jobs.job_files import job_from_json, job_to_json
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.registration.transforms import read_transform, write_transform
from SyntheticCTLib.resources import resources
from SyntheticCTLib.segmentation.label_tables import label_names
from SyntheticCTLib.segmentation.labels import table_path, write_segmentation
from SyntheticCTLib.surface.files.export import export_surface
from SyntheticCTLib.surface.files.threemf import read_3mf
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.training.run.recipe import load_recipe

#: A read that takes longer hangs, s.
_SECONDS = 30

_ABSURD = (b"0", b"-1", b"nan", b"inf", b"1e300", b"2147483648", b"99999999999999999999", b"x", b"")
_NUMBER = re.compile(rb"-?\d+(\.\d+)?([eE][-+]?\d+)?")

#: Exit codes of the process that reads.
_RIGHT, _REFUSED, _OTHER_VALUES, _NOT_FINITE, _EXCEPTION = 0, 2, 3, 4, 5
_BREACHES = {_NOT_FINITE: "not finite", _EXCEPTION: "exception", _OTHER_VALUES: "other voxels"}


@dataclass(frozen=True)
class Family:
    """One kind of file.

    Attributes:
        name: for the table.
        file: a whole one.
        read: what reads it.
        covered: a checksum covers its voxels.
    """

    name: str
    file: Path
    read: Callable[[Path], Any]
    covered: bool = False


def families(folder: Path) -> list[Family]:
    """One whole file of each kind."""
    phantom = make_limb_phantom(size=(24, 24, 8), spacing=(4.0, 4.0, 10.0))
    found = []
    for suffix, covered in ((".nii", False), (".nii.gz", True), (".nrrd", True), (".mha", True)):
        path = folder / f"ct{suffix}"
        write_volume(phantom.ct, path)
        found.append(Family(suffix[1:], path, read_volume, covered))
    surface = export_surface(extract_surface(phantom.ct), folder / "bone.3mf")[0]
    write_transform(sitk.Euler3DTransform(), folder / "pose.tfm")
    write_segmentation(segment_tissues(phantom.ct), folder / "labels.nii.gz")
    job = folder / "job.json"
    job.write_text(job_to_json(SynthesizeJob("mr.nii.gz", "sct.nii.gz")), encoding="utf-8")
    recipe = folder / "recipe.json"
    shutil.copy(min((resources() / "training").glob("*.json")), recipe)
    return [
        *found,
        Family("dicom", _series(phantom.ct, folder / "series"), _series_of),
        Family("3mf", surface, read_3mf),
        Family("transform", folder / "pose.tfm", read_transform),
        Family("labels", table_path(folder / "labels.nii.gz"), _names_of),
        Family("job", job, lambda path: job_from_json(path.read_bytes())),
        Family("recipe", recipe, load_recipe),
    ]


def _series(ct: Volume, folder: Path) -> Path:
    """A CT's slices as DICOM files; the file of the middle one."""
    folder.mkdir()
    series, files = generate_uid(), []
    for k, values in enumerate(np.rint(ct.array).astype(np.int16)):
        one = Dataset()
        one.SOPClassUID, one.SOPInstanceUID = CTImageStorage, generate_uid()
        one.Modality, one.SeriesInstanceUID, one.StudyInstanceUID = "CT", series, series
        one.InstanceNumber = k + 1
        one.ImagePositionPatient = [*ct.origin[:2], ct.origin[2] + k * ct.spacing[2]]
        one.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        one.PixelSpacing, one.SliceThickness = [ct.spacing[1], ct.spacing[0]], ct.spacing[2]
        one.Rows, one.Columns = values.shape
        one.SamplesPerPixel, one.PhotometricInterpretation = 1, "MONOCHROME2"
        one.BitsAllocated, one.BitsStored, one.HighBit, one.PixelRepresentation = 16, 16, 15, 1
        one.RescaleSlope, one.RescaleIntercept = 1, 0
        one.PixelData = values.tobytes()
        one.file_meta = FileMetaDataset()
        one.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        files.append(folder / f"{k:02}.dcm")
        one.save_as(files[-1], enforce_file_format=True)
    return files[len(files) // 2]


def _series_of(file: Path) -> Volume:
    return read_volume(file.parent)


def _names_of(table: Path) -> dict[int, str] | None:
    return label_names(table.with_name(table.name.replace(".labels.json", ".nii.gz")))


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with one to three faults."""
    for _ in range(chance.randint(1, 3)):
        content = chance.choice((_flip, _cut, _double, _overwrite, _exchange))(content, chance)
    return content


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(max(len(content), 1))
    if chance.random() < 0.7:  # headers decide most
        start = min(start, chance.randrange(600))
    return start, min(len(content), start + int(2 ** chance.uniform(0, 10)))


def _flip(content: bytes, chance: random.Random) -> bytes:
    at, _ = _span(content, chance)
    changed = bytearray(content)
    if at < len(changed):
        changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] if chance.random() < 0.3 else content[:start] + content[end:]


def _double(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 1, 50)) + content[end:]


def _overwrite(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + chance.randbytes(min(end - start, 16)) + content[start + 16 :]


def _exchange(content: bytes, chance: random.Random) -> bytes:
    numbers = list(_NUMBER.finditer(content[:4000]))
    if not numbers:
        return _flip(content, chance)
    one = chance.choice(numbers)
    return content[: one.start()] + chance.choice(_ABSURD) + content[one.end() :]


def outcome(family: Family, path: Path, whole: Any) -> str:
    """What reading a file in a process of its own comes to: "right", "refused" or the breach."""
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        signal.alarm(_SECONDS)
        os._exit(_code(family, path, whole))
    status = os.waitpid(process, 0)[1]
    if os.WIFSIGNALED(status):
        return "hang" if os.WTERMSIG(status) == signal.SIGALRM else "death"
    code = os.WEXITSTATUS(status)
    return _BREACHES.get(code, "refused" if code == _REFUSED else "right")


def _code(family: Family, path: Path, whole: Any) -> int:
    try:
        found = family.read(path)
    except (SyntheticCTError, OSError):
        return _REFUSED
    except BaseException:
        return _EXCEPTION
    if not isinstance(found, Volume):
        return _RIGHT
    if not np.isfinite(found.array).all():
        return _NOT_FINITE
    if family.covered and found.array.shape == whole.array.shape:
        same = found.array.dtype != whole.array.dtype or np.array_equal(found.array, whole.array)
        return _RIGHT if same else _OTHER_VALUES
    return _RIGHT


def campaign(count: int, seed: int, keep: Path | None) -> dict[str, Counter[str]]:
    """Outcomes by family."""
    logging.disable(logging.CRITICAL)
    found: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        kinds = families(Path(name))
        for family in kinds:
            chance = random.Random(f"{seed} {family.name}")
            content, whole = family.file.read_bytes(), family.read(family.file)
            tally = found.setdefault(family.name, Counter())
            for number in range(count // len(kinds)):
                changed = mutated(content, chance)
                family.file.write_bytes(changed)
                came = outcome(family, family.file, whole)
                tally[came] += 1
                if keep is not None and came not in ("right", "refused"):
                    place = keep / f"{family.name}-{number}-{came.replace(' ', '-')}"
                    place.mkdir(parents=True, exist_ok=True)
                    (place / family.file.name).write_bytes(changed)
    return found


def main() -> int:
    """Run, print the table; 1 where there was a breach."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    found = campaign(arguments.count, arguments.seed, arguments.keep)
    breaches = 0
    print("| reader | tried | right | refused | breaches |\n| --- | --- | --- | --- | --- |")
    for name, tally in found.items():
        others = {key: n for key, n in tally.items() if key not in ("right", "refused")}
        breaches += sum(others.values())
        words = ", ".join(f"{n} {key}" for key, n in others.items()) or "0"
        print(f"| {name} | {tally.total()} | {tally['right']} | {tally['refused']} | {words} |")
    return 1 if breaches else 0


if __name__ == "__main__":
    raise SystemExit(main())
