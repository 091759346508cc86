"""How the time of a synthesis grows with the volume, and with the body in it.

    python benchmarks/scaling.py [--model ID] [--turns 3] [--threads 1]

A phantom's MR goes through ``synthesize`` whole, with its guards, bounds and expected accuracy:
first the same limb in more and more air around it, then a volume of one size of which the limb
fills more and more slices. The fastest of the turns counts, which go round all volumes; the times
are seconds of the clock and of all threads, without reading and writing.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np
import torch

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.image.grid import Grid
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTLib.synthesis.synthesize import synthesize

#: Voxels of the limb's MR, (i, j, k), and of a voxel, mm.
SIZE, SPACING = (160, 160, 64), (1.0, 1.0, 3.0)

#: Width of the image with its air, and slices that the limb fills in a volume of ``DEEP`` slices.
WIDTHS = (160, 240, 320, 480)
DEEP, FILLED = 128, (16, 32, 64, 128)


@dataclass
class Timed:
    """One volume and its fastest turn, s."""

    what: str
    mr: Volume
    wall: float = float("inf")
    processor: float = float("inf")

    def take_a_turn(self, model: Model) -> None:
        """Synthesize once more."""
        wall, processor = time.perf_counter(), time.process_time()
        synthesize(self.mr, model=model, device="cpu", force=True)
        self.wall = min(self.wall, time.perf_counter() - wall)
        self.processor = min(self.processor, time.process_time() - processor)

    def row(self, body: float) -> list[str]:
        """Cells of the table."""
        voxels = self.mr.array.size / 1e6
        return [
            self.what,
            f"{voxels:.1f}",
            f"{body / 1e6:.2f}",
            f"{self.wall:.1f}",
            f"{self.processor:.1f}",
        ]


def in_air(limb: Volume, width: int) -> Volume:
    """The image on a wider grid, nothing around it."""
    missing = width - limb.size[0]
    before = missing // 2
    sides = (before, missing - before)
    return _padded(limb, ((0, 0), sides, sides))


def filling(limb: Volume, slices: int) -> Volume:
    """The first slices of the image, and none of it in the others of ``DEEP``."""
    array = limb.array.copy()
    array[slices:] = 0
    return limb.with_array(array, **limb.metadata)


def _padded(volume: Volume, sides: tuple[tuple[int, int], ...]) -> Volume:
    array = np.pad(volume.array, sides)
    before = [side[0] for side in reversed(sides)]
    origin = tuple(
        start - count * step
        for start, count, step in zip(volume.origin, before, volume.spacing, strict=True)
    )
    size = (array.shape[2], array.shape[1], array.shape[0])
    grid = Grid(size, origin=origin, spacing=volume.spacing, direction=volume.direction)
    return Volume.on(grid, array, {"modality": "MR"})


def volumes() -> list[Timed]:
    """What is timed: one limb in more air, then more limb in one volume."""
    limb = _mr(SIZE)
    timed = [Timed(f"one limb, {width} wide", in_air(limb, width)) for width in WIDTHS]
    long = _mr((*SIZE[:2], DEEP))
    return timed + [Timed(f"one volume, {n} slices of limb", filling(long, n)) for n in FILLED]


def _mr(size: tuple[int, int, int]) -> Volume:
    return make_limb_phantom(PhantomOptions(size=size, spacing=SPACING)).mr


def main() -> None:
    """Draw, take turns, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="mr-to-ct-limb")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = load_model(arguments.model)
    timed = volumes()
    for _ in range(arguments.turns):
        for one in timed:
            one.take_a_turn(model)
    rows = [one.row(float((one.mr.array > 0).sum())) for one in timed]
    names = ["volume", "million voxels", "of them not air", "wall, s", "processor, s"]
    print(table(rows, header=names))


if __name__ == "__main__":
    main()
