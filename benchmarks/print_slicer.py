"""Do public programs open every file that we write for printing, and what do they say of it?

    python benchmarks/print_slicer.py [--slice-mm 3.27] [--keep FOLDER] [--slice]

Makes the bones of a phantom's knee as they are contoured, repaired, with words raised on them, and
parted into bodies; writes each as STL, OBJ, PLY and 3MF; and asks whichever of these is there:
PrusaSlicer (``apt install prusa-slicer``: STL, OBJ, 3MF), ADMesh (``apt install admesh``: STL), and
MeshLab's library (``pip install pymeshlab``: OBJ, PLY, 3MF). Triangles, parts and volume have to be
ours, and no edge open; the exit code is 1 where they are not, and 2 without any program. With
``--slice`` PrusaSlicer also makes G-code of the repaired bone, and its warnings are shown.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface.files.export import export_surface
from SyntheticCTLib.surface.make.bone_bodies import bone_bodies
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.print.checks import check_for_print
from SyntheticCTLib.surface.print.emboss import embossed
from SyntheticCTLib.surface.print.repair import repaired

#: Islands and cavities below this are dropped, as by ``synthetic-ct surface --repair``, mm³.
SMALLEST_SHELL_MM3 = 500.0

#: STL has points in single precision, and so count programs: the volume is the same but for that.
SAME_VOLUME = 1e-4

FORMATS = (".stl", ".obj", ".ply", ".3mf")


@dataclass(frozen=True)
class Read:
    """What a program says of a file."""

    triangles: int
    parts: int
    volume_mm3: float
    open_edges: int


def variants(slice_mm: float) -> Iterator[tuple[str, BoneSurface]]:
    """The bones of a knee in the forms in which they are written."""
    size = (112, 112, round(130 / slice_mm))
    ct = make_limb_phantom(size=size, spacing=(1.0, 1.0, slice_mm), limb="knee").ct
    contour = extract_surface(ct)
    yield "contour", contour
    mended, _ = repaired(contour, fill_holes_mm=10.0, smallest_shell_mm3=SMALLEST_SHELL_MM3)
    yield "repaired", mended
    yield "embossed", embossed(mended, "case 7", "left")[0]
    found = bone_bodies(ct, names=("femur", "tibia"))
    names = {label.value: label.name for label in found.table}
    apart = extract_surface(ct, labels=found.labels, names=names)
    yield "bodies", repaired(apart, smallest_shell_mm3=SMALLEST_SHELL_MM3)[0]


def ours(surface: BoneSurface) -> Read:
    """What we say of a surface, bone by bone: those that touch are no one mesh."""
    checks = [check_for_print(surface.bone(n).mesh) for n in range(len(surface.bones))]
    return Read(
        sum(one.triangles for one in checks),
        sum(one.shells for one in checks),
        sum(one.volume_mm3 for one in checks),
        sum(one.open_edges for one in checks),
    )


def _said(*command: object) -> str:
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def by_prusa_slicer(path: Path) -> Read:
    """Its ``--info``, object by object; "manifold" is that it found no open edge."""
    said = _said("prusa-slicer", "--info", path)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+) = +(\S+)$", said, re.MULTILINE):
        found.setdefault(name, []).append(value)
    opened = sum(one != "yes" for one in found["manifold"])
    return Read(
        sum(map(int, found["number_of_facets"])),
        sum(map(int, found["number_of_parts"])),
        sum(map(float, found["volume"])),
        sum(map(int, found.get("open_edges", []))) or opened,
    )


def by_admesh(path: Path) -> Read:
    """Its report; it says in how many facets edges were disconnected as the file came."""
    said = _said("admesh", path)

    def number(pattern: str) -> float:
        found = re.search(pattern + r"\s*:\s*([-\d.]+)", said)
        assert found is not None, said
        return float(found.group(1))

    return Read(
        int(number("Number of facets")),
        int(number("Number of parts")),
        number("Volume"),
        int(number("Total disconnected facets")),
    )


def by_meshlab(path: Path) -> Read:
    """MeshLab's measures. Of an STL it unites points, which sews bones that touch together."""
    import pymeshlab

    meshes = pymeshlab.MeshSet()
    meshes.load_new_mesh(str(path))
    measured = []
    for mesh in range(meshes.mesh_number()):  # of a 3MF each object is one
        meshes.set_current_mesh(mesh)
        measured.append((meshes.get_topological_measures(), meshes.get_geometric_measures()))
    return Read(
        sum(topology["faces_number"] for topology, _ in measured),
        sum(topology["connected_components_number"] for topology, _ in measured),
        sum(geometry["mesh_volume"] for _, geometry in measured),
        sum(topology["boundary_edges"] for topology, _ in measured),
    )


@dataclass(frozen=True)
class Program:
    """One that may be installed here."""

    name: str
    there: bool
    formats: tuple[str, ...]
    ask: Callable[[Path], Read]


PROGRAMS = (
    Program(
        "PrusaSlicer",
        shutil.which("prusa-slicer") is not None,
        (".stl", ".obj", ".3mf"),
        by_prusa_slicer,
    ),
    Program("ADMesh", shutil.which("admesh") is not None, (".stl",), by_admesh),
    Program(
        "MeshLab",
        importlib.util.find_spec("pymeshlab") is not None,
        (".obj", ".ply", ".3mf"),
        by_meshlab,
    ),
)


def agree(mine: Read, theirs: Read) -> bool:
    """Whether a program reads the mesh that was written, and finds it closed."""
    same = math.isclose(theirs.volume_mm3, mine.volume_mm3, rel_tol=SAME_VOLUME)
    counts = (theirs.triangles, theirs.parts) == (mine.triangles, mine.parts)
    return counts and same and not theirs.open_edges


def _row(name: str, program: str, read: Read, verdict: str) -> list[str]:
    counts = f"{read.triangles}", f"{read.parts}", f"{read.volume_mm3:.1f}", f"{read.open_edges}"
    return [name, program, *counts, verdict]


def sliced(path: Path) -> str:
    """What PrusaSlicer says while it makes G-code of a file."""
    code = path.with_suffix(".gcode")
    command = ["prusa-slicer", "--export-gcode", "--loglevel", "2", str(path), "-o", str(code)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip()


def main() -> int:
    """Write, ask, and print all answers side by side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--slice-mm", type=float, default=3.27)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the files here")
    parser.add_argument("--slice", action="store_true", help="also make G-code of one")
    arguments = parser.parse_args()
    programs = [program for program in PROGRAMS if program.there]
    if not programs:
        print("None of the programs is installed.", file=sys.stderr)
        return 2
    rows, good = [], True
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name, surface in variants(arguments.slice_mm):
            mine = ours(surface)
            rows.append(_row(name, "SyntheticCT", mine, ""))
            for suffix in FORMATS:
                path = export_surface(surface, folder / f"{name}{suffix}")[0]
                for program in programs:
                    if suffix in program.formats:
                        theirs = program.ask(path)
                        same = agree(mine, theirs)
                        good &= same
                        rows.append(_row(path.name, program.name, theirs, "" if same else "NOT"))
        if arguments.slice and PROGRAMS[0].there:
            print(sliced(folder / "repaired.3mf"))
    header = ["file", "read by", "triangles", "parts", "volume, mm³", "open edges", "the same"]
    print(table(rows, header=header))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
