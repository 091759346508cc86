"""How much do gaps in the cortex of a shaft move the answer about its surface?

    python benchmarks/gaps_in_bone.py          # a minute

Shafts along the patient's axis with 3 mm of cortex, on voxels of 1 mm, whole and with a gap: a
round pore, a slit along the whole shaft or 30 mm of it, a ring of cortex that is missing. The one
with the gap takes the sCT's place, the whole one the CT's. Prints the share within the tolerance:
100 % where a gap decides nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from SyntheticCTLib import Volume, check_surface
from SyntheticCTLib.cli.console import table
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.position import Position

CORTEX_MM, LENGTH, HU_PER_MM = 3.0, 72, 100.0
RADII_MM, WIDTHS_MM = (12.0, 15.0), (4.0, 8.0, 12.0, 14.0, 16.0, 20.0)

OPTIONS = AccuracyOptions(sensitivity=False)

#: Millimetres outside a gap of some width at x, y and z from the middle of the shaft.
Gap = Callable[[np.ndarray, np.ndarray, np.ndarray, float], np.ndarray]


def pore(x: np.ndarray, y: np.ndarray, z: np.ndarray, width: float) -> np.ndarray:
    """Round, through one side."""
    return np.where(x < 0, np.inf, np.hypot(y, z) - width / 2)


def slit(x: np.ndarray, y: np.ndarray, z: np.ndarray, width: float) -> np.ndarray:
    """Along the whole of one side."""
    return np.where(x < 0, np.inf, np.abs(y) - width / 2 + 0 * z)


def short_slit(x: np.ndarray, y: np.ndarray, z: np.ndarray, width: float) -> np.ndarray:
    """Along 30 mm of one side."""
    outside: np.ndarray = np.maximum(slit(x, y, z, width), np.abs(z) - 15)
    return outside


def missing_ring(x: np.ndarray, y: np.ndarray, z: np.ndarray, width: float) -> np.ndarray:
    """All round."""
    outside: np.ndarray = np.abs(z) - width / 2 + 0 * x + 0 * y
    return outside


def shaft(radius: float, gap: Gap | None = None, width: float = 0.0) -> Volume:
    """A shaft of this outer radius, mm, HU."""
    across = round(2 * radius) + 12
    z, y, x = np.indices((LENGTH, across, across)) + 0.5
    x, y, z = x - across / 2, y - across / 2, z - LENGTH / 2
    depth = np.minimum(radius - np.hypot(x, y), np.hypot(x, y) - radius + CORTEX_MM)
    if gap is not None:
        depth = np.minimum(depth, gap(x, y, z, width))
    return Volume((BONE_HU + HU_PER_MM * depth).astype(np.float32))


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    rows = []
    for radius in RADII_MM:
        whole = shaft(radius)
        for gap in (pore, slit, short_slit, missing_ring):
            shares = []
            for width in WIDTHS_MM:
                holed = shaft(radius, gap, width)
                check = check_surface(holed, whole, OPTIONS, position=Position(registered=True))
                share = check.verdict.share
                shares.append("-" if share is None else f"{100 * share:.1f}")
            rows.append([f"{2 * radius:.0f}", gap.__name__.replace("_", " "), *shares])
    widths = [f"{width:.0f} mm" for width in WIDTHS_MM]
    print(table(rows, header=["shaft, mm", "gap", *widths]))


if __name__ == "__main__":
    main()
