"""Our projection and FDK reconstruction against those of RTK, on the same cone-beam scan.

    pip install itk-rtk
    python benchmarks/cone_beam_engines.py CT [CT ...] [--seed 0] [--turns 2]

Simulates a scan of each CT with either engine, as ``prepare-cbct`` does, in turns in one run, and
tells the time of ours as a share of RTK's and how far the two cone-beam CTs differ inside the field
of view, in grey values. Noise is drawn alike for both. The rest, beyond 20 grey values, lies in the
first and last slices, to which some rays miss the panel.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.hounsfield import AIR_HU
from SyntheticCTLib.image.resampling import to_orientation, to_spacing
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.simulation.cone_beam.drawing import draw_parameters
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters
from SyntheticCTLib.simulation.cone_beam.scan import ConeBeamScan, simulate_cone_beam
from SyntheticCTLib.training.data.cone_beam_draws import SPACING_MM

ENGINES = ("rtk", "torch")
HEADER = ["CT", "views", "RTK, s", "ours, s", "ours / RTK", "median |difference|", "within 20"]


def read_ct(path: Path) -> Volume:
    """A CT on the voxels of the training pairs."""
    return to_spacing(to_orientation(read_volume(path), "LPS"), SPACING_MM, order=1, outside=AIR_HU)


def timed(
    ct: Volume, parameters: ConeBeamParameters, turns: int
) -> tuple[dict[str, float], dict[str, ConeBeamScan]]:
    """The fastest of each engine's turns, s, and its scan."""
    seconds = dict.fromkeys(ENGINES, np.inf)
    scans = {}
    for _ in range(turns):
        for engine in ENGINES:
            started = time.monotonic()
            scans[engine] = simulate_cone_beam(ct, parameters, engine=engine)
            seconds[engine] = min(seconds[engine], time.monotonic() - started)
    return seconds, scans


def row(path: Path, seed: int, turns: int) -> list[str]:
    """One line of the table."""
    parameters = draw_parameters(seed)
    seconds, scans = timed(read_ct(path), parameters, turns)
    rtk, ours = (scans[engine].cbct.array.astype(np.float32) for engine in ENGINES)
    seen = scans["torch"].field_of_view.array & scans["rtk"].field_of_view.array
    differences = np.abs(ours - rtk)[seen]
    return [
        path.name,
        str(parameters.views),
        f"{seconds['rtk']:.1f}",
        f"{seconds['torch']:.1f}",
        f"{seconds['torch'] / seconds['rtk']:.2f}",
        f"{np.median(differences):.1f}",
        f"{(differences <= 20).mean():.1%}",
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cts", nargs="+", type=Path, metavar="CT")
    parser.add_argument("--seed", type=int, default=0, help="of the first scan; the next follow")
    parser.add_argument("--turns", type=int, default=2)
    arguments = parser.parse_args()
    rows = [row(path, arguments.seed + n, arguments.turns) for n, path in enumerate(arguments.cts)]
    print(table(rows, header=HEADER))


if __name__ == "__main__":
    main()
