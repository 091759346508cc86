"""What does a planning CT make of cone-beam CTs of trunks that are cut, of pairs made before?

    python benchmarks/cone_beam_planning_ct.py MODEL PAIRS CTS -o FILE.csv [--only WORDS ...]

PAIRS is a folder that ``prepare-cbct --truncated`` wrote, CTS the folder of the CTs it was given.
The planning CT of a scan is the same patient's CT as wide as the scan's, bent smoothly by 4 mm (SD,
on 25 mm), and lies in its place but for that: what a good rigid registration leaves. Writes a row a
scan and way (grey values on the best straight line, the planning CT itself, ``shading``, ``prior``)
and prints rows and medians: MAE inside the body, 30 mm off the rim, in air and lung, fat, soft
tissue and bone, HU. A scan takes some five seconds on one core.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from cone_beam_methods import OFF_RIM_MM, bent, best_line

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.text_files import read_object
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.hounsfield import BONE_HU, FAT_HIGHEST_HU, FAT_LOWEST_HU
from SyntheticCTLib.image.resampling import onto_grid, to_orientation
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.preprocessing.shading.cylinder import depth_below_rim
from SyntheticCTLib.synthesis.options import SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.data.aligned_pairs import SCAN_RECORD, find_pairs, read_stored
from SyntheticCTLib.training.data.cone_beam_bodies import enlarged, in_frame

#: So much of the CT is kept around a scan, mm, and so much of its height is read.
MARGIN_MM, TALLER_MM = 30.0, 30.0

FIGURES = ("mae", "off rim", "air and lung", "fat", "soft tissue", "bone")


def planning_ct(ct: Volume, scale: float, scan: Volume, seed: int) -> Volume:
    """The CT of another day around a scan."""
    ct = to_orientation(enlarged(ct, scale), "LPS")
    lowest, highest = scan.origin[2], scan.origin[2] + scan.spacing[2] * scan.size[2]
    z = ct.origin[2] + ct.spacing[2] * np.arange(ct.size[2])
    kept = np.flatnonzero((z > lowest - TALLER_MM) & (z < highest + TALLER_MM))
    ct = _part(ct, np.array([0, 0, kept[0]]), np.array([*ct.size[:2], kept[-1] + 1]))
    ct = in_frame(ct, scan.spacing)
    margin = np.round(MARGIN_MM / np.array(ct.spacing)).astype(int)
    first = np.round((np.array(scan.origin) - ct.origin) / ct.spacing).astype(int)
    first, last = np.maximum(first - margin, 0), first + scan.size + margin
    return bent(_part(ct, first, np.minimum(last, ct.size)), seed, (0.0, 0.0, 0.0))


def _part(ct: Volume, first: np.ndarray, last: np.ndarray) -> Volume:
    (i, j, k), (up_i, up_j, up_k) = first, last
    x, y, z = (np.array(ct.origin) + first * np.array(ct.spacing)).tolist()
    return replace(
        ct, array=np.ascontiguousarray(ct.array[k:up_k, j:up_j, i:up_i]), origin=(x, y, z)
    )


def figures(hu: np.ndarray, ct: np.ndarray, body: np.ndarray, depth: np.ndarray) -> list[float]:
    """MAE in all of ``FIGURES``."""
    away = np.abs(hu - ct)
    ends = (-np.inf, FAT_LOWEST_HU, FAT_HIGHEST_HU, BONE_HU, np.inf)
    tissues = [body & (ct > low) & (ct <= high) for low, high in pairwise(ends)]
    parts = [body, body & (depth > OFF_RIM_MM), *tissues]
    return [float(away[part].mean()) if part.any() else np.nan for part in parts]


def measure(model: Model, pairs: Path, name: str, cts: Path) -> list[dict[str, object]]:
    """All ways of one scan."""
    pair = read_stored(pairs, name)
    record = read_object(pairs / f"{name}{SCAN_RECORD}")
    scan = pair.image.with_array(pair.image.array, modality="CBCT")  # from 0 on it looks like an MR
    seed = 100 + int(name.partition("_scan")[2].partition("_")[0])
    prior = planning_ct(read_volume(cts / record["ct"]), record["body_scale"], scan, seed)
    ct = pair.ct.array.astype(float)
    body = pair.mask & ct_body(pair.ct)
    depth = depth_below_rim(scan.with_array(pair.mask))
    ways = {
        "best line": best_line(scan.array.astype(float), ct, body),
        "planning CT": onto_grid(prior, scan, interpolation="linear", outside=-1000.0).array,
    }
    plain = SynthesisOptions(device="cpu", method="shading")
    ways["shading"] = synthesize(scan, model, plain).volume.array
    placed = replace(plain, method="prior", prior_registration="none")
    ways["prior"] = synthesize(scan, model, placed, prior=prior).volume.array
    return [
        {"scan": name, "way": way} | dict(zip(FIGURES, figures(hu, ct, body, depth), strict=True))
        for way, hu in ways.items()
    ]


def main() -> None:
    """Measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model")
    parser.add_argument("pairs", type=Path)
    parser.add_argument("cts", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--only", nargs="+", default=[""], metavar="WORD", help="in a pair's id")
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    rows: list[dict[str, object]] = []
    for name in find_pairs(arguments.pairs):
        if name.endswith("_cut") and any(word in name for word in arguments.only):
            rows += measure(model, arguments.pairs, name, arguments.cts)
    if not rows:
        parser.error(f"{arguments.pairs} holds no such pair of a body that is cut.")
    with (
        atomic_path(arguments.output) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    lines = [
        [str(row["scan"]), str(row["way"]), *(f"{row[f]:.1f}" for f in FIGURES)] for row in rows
    ]
    for way in dict.fromkeys(str(row["way"]) for row in rows):
        mine = np.array([[row[f] for f in FIGURES] for row in rows if row["way"] == way], float)
        lines.append([f"median of {len(mine)}", way, *(f"{m:.1f}" for m in np.nanmedian(mine, 0))])
    print(table(lines, header=["scan", "way", *FIGURES]))


if __name__ == "__main__":
    main()
