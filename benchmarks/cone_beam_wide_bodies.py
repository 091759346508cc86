"""Bodies that outgrow the field of view of a cone-beam CT, from boxes around a limb or a pelvis.

    python benchmarks/cone_beam_wide_bodies.py CT [CT ...] -o FOLDER

Few trunks are free to learn from, and a network needs many people to tell fat from muscle where no
air says what is what. So the part of each CT with the least air, 98 mm high, is taken, its sides
are trimmed until hardly any air is left, and what remains is mirrored at its sides until it is 380
mm wide: tissue of its own size and sharpness, in an order that no person has. CTs of which too
little is left are passed over. The folder is one for ``prepare-cbct --truncated``.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from SyntheticCTLib.files.volumes import read_volume, write_volume
from SyntheticCTLib.image.resampling import to_orientation
from SyntheticCTLib.image.volume import Volume

#: Height that is taken and width that is made, mm.
HEIGHT_MM, WIDTH_MM = 98.0, 380.0

#: Below so many HU is air, of which so little a share is to be left, in no less than so many mm.
AIR_HU, AIR_SHARE, NARROWEST_MM = -500.0, 0.03, 75.0

#: With more air than this a CT is passed over.
MOST_AIR = 0.06

#: Sides are trimmed by so many voxels at a time, the one first that has most air in so many.
STEP, LOOKED_AT = 2, 4


def wide_body(ct: Volume) -> Volume | None:
    """The mirrored body, or None where too much of it is air.

    Args:
        ct: HU, [k, j, i], axes along LPS.
    """
    slab = _with_least_air(ct.array, max(round(HEIGHT_MM / ct.spacing[2]), 1))
    array = _trimmed(slab, NARROWEST_MM / ct.spacing[0])
    if (array < AIR_HU).mean() >= MOST_AIR:
        return None
    wanted = int(WIDTH_MM / ct.spacing[0])
    sides = [max(0, (wanted - n) // 2 + 1) for n in array.shape[1:]]
    mirrored = np.pad(array, [(0, 0), *((n, n) for n in sides)], mode="symmetric")
    return replace(ct, array=mirrored, origin=(0.0, 0.0, 0.0))


def _with_least_air(array: np.ndarray, slices: int) -> np.ndarray:
    air = (array < AIR_HU).mean(axis=(1, 2))
    means = [air[first : first + slices].mean() for first in range(max(len(air) - slices, 0) + 1)]
    first = int(np.argmin(means))
    return array[first : first + slices]


def _trimmed(array: np.ndarray, narrowest: float) -> np.ndarray:
    while (air := array < AIR_HU).mean() >= AIR_SHARE and min(array.shape[1:]) >= narrowest:
        sides = (
            (air[:, :LOOKED_AT], np.s_[:, STEP:]),
            (air[:, -LOOKED_AT:], np.s_[:, :-STEP]),
            (air[:, :, :LOOKED_AT], np.s_[:, :, STEP:]),
            (air[:, :, -LOOKED_AT:], np.s_[:, :, :-STEP]),
        )
        array = array[max(sides, key=lambda side: side[0].mean())[1]]
    return array


def main() -> None:
    """Read, mirror, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cts", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    for path in arguments.cts:
        made = wide_body(to_orientation(read_volume(path), "LPS"))
        if made is not None:
            whole = made.with_array(np.rint(made.array).astype(np.int16))
            write_volume(whole, arguments.output / path.name)
        print(path.name, "too much air" if made is None else made.grid.describe())


if __name__ == "__main__":
    main()
