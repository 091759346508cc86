"""Do simulated scans of trunks look like those of a linac?

    python benchmarks/cone_beam_looks.py CT [CT ...] [--scans N] [--full-fan]

Scans a slab of each CT with scanners drawn as ``simulate-cbct --truncated`` draws them, and prints
what can be said of a scan beside its CT: error as it is and on the best straight line, in all the
body that is seen and 30 mm off the rim; soft tissue's grey value by the depth below the rim; the
width of the peaks of fat and soft tissue; noise. Below them stand two scans of an abdomen by a
linac (full fan, 24 cm, body of 35 to 40 cm), of which no more than these figures is known.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
from cone_beam_methods import SPACING_MM, best_line, quick, slab

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.preprocessing.shading.correction import without_shading
from SyntheticCTLib.preprocessing.shading.cylinder import depth_below_rim
from SyntheticCTLib.simulation.cone_beam.drawing import draw_body_scale, draw_parameters
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam
from SyntheticCTLib.training.data.cone_beam_bodies import enlarged, in_frame

#: Depths below the rim, mm, between which soft tissue's median is told.
DEPTHS_MM = (0, 3, 8, 15, 30, 60, 200)
OFF_RIM_MM = 30

COLUMNS = (
    "scan",
    "fan",
    "cut",
    "raw",
    "line",
    "raw off rim",
    "line off rim",
    *(f"{low}-{high} mm" for low, high in pairwise(DEPTHS_MM)),
    "fat width",
    "soft width",
    "noise",
)

#: The two linac scans. Of their profile is known that it rises by thousands at the rim and lies
#: within a few hundred HU elsewhere, of their noise that it is 30 to 60 HU in voxels of
#: 1.07 x 1.07 x 3 mm.
LINAC = (
    ["linac 1", "full", "much", 300, 92, 182, 70, "thousands", *[""] * 7, "30-60"],
    ["linac 2", "full", "much", 289, 92, 175, 72, "thousands", *[""] * 7, "30-60"],
)


def looks(name: str, ct: Volume, seed: int, *, full_fan: bool) -> list[object]:
    """The row of one scan."""
    parameters = quick(draw_parameters(seed, gas=True, truncated=True))
    if full_fan:
        parameters = parameters.changed(detector_offset_mm=0.0)
    ct = slab(enlarged(ct, draw_body_scale(seed)), np.random.default_rng(seed).uniform(0.1, 0.9))
    simulated = simulate_cone_beam(ct, parameters)
    scan, seen, outline = simulated.cbct, simulated.field_of_view.array, ct_body(ct)
    hu, true = without_shading(scan).on_line.astype(float), ct.array
    body, depth = outline & seen, depth_below_rim(scan.with_array(seen))
    off = body & (depth > OFF_RIM_MM)
    soft = body & (true > 0) & (true < 100)
    fat = off & (true > -130) & (true < -80)
    neighbours = np.abs(np.diff(hu, axis=2)[soft[..., 1:] & soft[..., :-1]])

    def error(values: np.ndarray, where: np.ndarray) -> int:
        return round(float(np.abs(values - true)[where].mean()))

    def median(low: float, high: float) -> int | str:
        ring = hu[soft & (depth >= low) & (depth < high)]
        return round(float(np.median(ring))) if ring.size > 20 else ""

    def width(tissue: np.ndarray) -> int | str:
        if tissue.sum() < 100:
            return ""
        return round(float(np.subtract(*np.percentile(hu[tissue], (84, 16)))) / 2)

    return [
        f"{name} {seed}",
        "half" if parameters.detector_offset_mm > 0 else "full",
        f"{1 - body.sum() / outline.sum():.2f}",
        error(hu, body),
        error(best_line(hu, true, body), body),
        error(hu, off),
        error(best_line(hu, true, off), off),
        *(median(low, high) for low, high in pairwise(DEPTHS_MM)),
        width(fat),
        width(soft & off),
        round(float(np.median(neighbours)) / 0.6745 / 2**0.5),
    ]


def main() -> None:
    """Scan and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cts", nargs="+", type=Path)
    parser.add_argument("--scans", type=int, default=2, help="of each CT (default 2)")
    parser.add_argument("--full-fan", action="store_true", help="full fans alone")
    arguments = parser.parse_args()
    rows = []
    for path in arguments.cts:
        ct = in_frame(read_volume(path), SPACING_MM)
        for seed in range(arguments.scans):
            name = path.name.partition(".")[0].removesuffix("_ct")
            rows.append(looks(name, ct, seed, full_fan=arguments.full_fan))
    lines = [[str(value) for value in row] for row in (*rows, *LINAC)]
    print(table(lines, header=list(COLUMNS)))


if __name__ == "__main__":
    main()
