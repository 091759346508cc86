"""How far from the true bone does the surface at 200 HU lie, by slice thickness, tilt and limb?

    python benchmarks/slice_thickness.py

The CTs are those of phantoms, whose bone surface is known exactly: this is what the threshold and
the slices do by themselves, with no synthetic CT in it. One row a grid; distances are from the
contour to the true surface, area-weighted, positive where the contour's bone is too large, away
from the cut faces.
"""

from __future__ import annotations

import argparse
import math
from itertools import product

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.image.grid import Matrix
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface.make.extraction import extract_surface
from SyntheticCTLib.surface.measure.statistics import DistanceSamples, summarise

HEIGHT_MM = 80.0


def tilted(degrees: float) -> Matrix:
    """Slices turned about the patient's left-right axis."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (1.0, 0.0, 0.0, 0.0, c, -s, 0.0, s, c)


def row(limb: str, slice_mm: float, tilt_deg: float) -> list[str]:
    """The figures of one grid."""
    phantom = make_limb_phantom(
        size=(150, 150, round(HEIGHT_MM / slice_mm)),
        spacing=(0.977, 0.977, slice_mm),
        direction=tilted(tilt_deg),
        limb=limb,
    )
    surface = extract_surface(phantom.ct)
    samples = DistanceSamples(
        distance_mm=phantom.signed_distance_to_bone(surface.points),
        area_mm2=surface.areas,
        points=surface.points,
        counted=surface.cut_face == 0,
    )
    found = summarise([samples])
    figures = (found.mean_mm, found.percentile_95_mm, 100 * found.within[2.0])
    return [limb, f"{slice_mm:g}", f"{tilt_deg:g}", *(f"{figure:.2f}" for figure in figures)]


def main() -> None:
    """Measure every grid and print the table."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    header = ["limb", "slice, mm", "tilt, deg", "mean, mm", "95 % below, mm", "within 2 mm, %"]
    grids = product(("thigh", "knee"), (1.0, 3.27), (0.0, 20.0))
    print(table([row(*grid) for grid in grids], header=header))


if __name__ == "__main__":
    main()
