"""Does a public slicing program accept the surfaces that we export for printing?

    python benchmarks/print_slicer.py [--limb thigh] [--slice-mm 3.27] [--keep FOLDER]

Makes the bone of a phantom, repairs and checks it, exports it as STL and 3MF, and asks PrusaSlicer
(``sudo apt install prusa-slicer`` on Debian and Ubuntu) what it reads. Its triangles, parts, volume
and "manifold" have to be ours; the exit code is 1 where they are not, and 2 without PrusaSlicer.
"""

from __future__ import annotations

import argparse
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.simulation.phantom.limb_anatomy import LIMBS
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface.files.export import export_surface
from SyntheticCTLib.surface.make.bone_surface import BoneSurface
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.print.checks import PrintChecks, check_for_print
from SyntheticCTLib.surface.print.repair import repaired

PROGRAM = "prusa-slicer"

#: Islands and cavities below this are dropped, as by ``synthetic-ct surface --repair``, mm³.
SMALLEST_SHELL_MM3 = 500.0

#: STL has points in single precision: the volume is the same but for rounding.
SAME_VOLUME = 1e-4


def phantom_bone(limb: str, slice_mm: float) -> BoneSurface:
    """The repaired bone surface of a phantom's CT, 130 mm long."""
    size = (128, 128, round(130 / slice_mm))
    phantom = make_limb_phantom(size=size, spacing=(1.0, 1.0, slice_mm), limb=limb)
    surface, _ = repaired(extract_surface(phantom.ct), smallest_shell_mm3=SMALLEST_SHELL_MM3)
    return surface


def asked(path: Path) -> dict[str, str]:
    """What PrusaSlicer says of a file, by its own names."""
    command = [PROGRAM, "--info", str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = (line.partition("=") for line in answer.stdout.splitlines())
    return {name.strip(): value.strip() for name, equals, value in lines if equals}


def agree(ours: PrintChecks, theirs: dict[str, str]) -> bool:
    """Whether PrusaSlicer reads the mesh that was exported."""
    return (
        theirs.get("manifold") == "yes"
        and int(theirs["number_of_facets"]) == ours.triangles
        and int(theirs["number_of_parts"]) == ours.shells
        and math.isclose(float(theirs["volume"]), ours.volume_mm3, rel_tol=SAME_VOLUME)
    )


def main() -> int:
    """Export, ask, and print both answers side by side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--limb", choices=LIMBS, default="thigh")
    parser.add_argument("--slice-mm", type=float, default=3.27)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the files here")
    arguments = parser.parse_args()
    if shutil.which(PROGRAM) is None:
        print(f"{PROGRAM} is not installed.", file=sys.stderr)
        return 2
    surface = phantom_bone(arguments.limb, arguments.slice_mm)
    ours = check_for_print(surface.mesh)
    manifold = "yes" if ours.manifold else "no"
    figures = (ours.triangles, ours.shells, f"{ours.volume_mm3:.1f}", manifold)
    rows = [["SyntheticCT", *map(str, figures)]]
    good = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for suffix in (".stl", ".3mf"):
            theirs = asked(export_surface(surface, folder / f"bone{suffix}")[0])
            good &= agree(ours, theirs)
            names = ("number_of_facets", "number_of_parts", "volume", "manifold")
            rows.append([f"{PROGRAM}, {suffix}", *(theirs[name] for name in names)])
    print(table(rows, header=["read by", "triangles", "parts", "volume, mm³", "manifold"]))
    print("the same" if good else "NOT the same")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
