"""What is each way to a CT worth on scans that look like those of a linac, and do they look so?

    python benchmarks/cone_beam_linac_like.py MODEL CT [CT ...] -o FILE.csv [--scans N]
                                              [--ways WAY ...] [--looks-only] [--pairs FOLDER]

A body 36 to 40 cm wide, every fourth with its arms at its sides, in a full fan's field of 22 to 25
cm that cuts it on all sides: values rise from the middle to the rim and far more at it, soft tissue
in the middle is off by 130 to 240 HU, noise is that of such scans. Each scan is drawn by its seed
from the ranges of cone_beam_linac_like.json, slabs one after the other along each CT. Voxels are
1.5 x 1.5 x 3 mm, slices 14. Two truths: the CT that was scanned, and a planning CT of another day
(the same, bent by 4 mm), which is all that a real scan can be held against, and what ``prior`` is
given. ``--pairs`` keeps the scans as training pairs in a folder of ``prepare-cbct``. First come
statistics beside those known of two real scans, then every way, row by row, with medians, and by
the share of the body that is cut. About half a minute a scan on one core.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
from cone_beam_methods import FIGURES, bent, best_line, figures

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.text_files import read_object
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.preprocessing.shading.cylinder import depth_below_rim
from SyntheticCTLib.simulation.cone_beam.parameters import ConeBeamParameters, parameters_from
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam
from SyntheticCTLib.synthesis.options import Method, SynthesisOptions
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.data.cone_beam_bodies import in_frame
from SyntheticCTLib.training.data.cone_beam_draws import SCAN
from SyntheticCTLib.training.data.cone_beam_pair_files import PairTable, write_pair

SPACING_MM, SLICES = (1.5, 1.5, 3.0), 14
RANGES = Path(__file__).with_suffix(".json")

#: The body's width, mm, the axis from its middle (left, back), mm, and soft tissue's error in the
#: middle, HU, either way; every so-manieth scan has arms.
WIDTH_MM, ASIDE_MM, LEVEL_HU, ARMS = (360.0, 400.0), (40.0, 30.0), (130.0, 240.0), 4

#: An arm from outside in: radius, mm, and HU of skin and fat, muscle, bone, marrow.
ARM = ((42.0, -100.0), (36.0, 50.0), (11.0, 800.0), (7.0, 100.0))
ARM_AWAY_MM, ARM_ROOM_MM = 48.0, 110.0

#: Drawn evenly on a scale of logarithms.
BY_LOGARITHM = ("scatter", "photons")
GREY_LIMITS = (-1000, 12000)
OFF_RIM_MM = 30.0
CUTS = (0.0, 0.45, 0.55, 0.65, 1.0)
WAYS = ("shading", "network", "auto", "prior", "auto, planning CT")

#: Known of two scans: MAE as they are and on the best line, whole; 30 mm off the rim without gas.
LINAC = (["linac 1", "much", 300, 92, 182, 70], ["linac 2", "much", 289, 92, 175, 72])
LOOKS = (
    "scan",
    "cut",
    "raw",
    "line",
    "raw off rim",
    "line off rim",
    "middle",
    "30 mm",
    "rim",
    "noise",
)


@dataclass(frozen=True, eq=False)
class Scan:
    """One scan and what is true of it; arrays [k, j, i] on the scan's grid."""

    name: str
    cbct: Volume
    planning: Volume
    ct: np.ndarray
    day: np.ndarray
    seen: np.ndarray
    outline: np.ndarray

    @property
    def body(self) -> np.ndarray:
        """What is body and was seen."""
        return self.outline & self.seen

    @property
    def cut(self) -> float:
        """Share of the body that was not seen."""
        return 1 - float(self.body.sum() / self.outline.sum())


def drawn(random: np.random.Generator, seed: int) -> ConeBeamParameters:
    """Parameters from the ranges, and an axis beside the middle."""
    entries: dict[str, Any] = {}
    for name, value in read_object(RANGES).items():
        if not isinstance(value, list):
            entries[name] = value
        elif name in BY_LOGARITHM:
            entries[name] = float(np.exp(random.uniform(*np.log(value))))
        else:
            entries[name] = float(random.uniform(*value))
    aside = [float(random.uniform(-most, most)) for most in ASIDE_MM]
    return parameters_from({**entries, "isocentre_mm": [*aside, 0.0], "seed": seed})


def scanned(name: str, ct: Volume, share: float, seed: int) -> Scan:
    """A slab at a share of a CT's height, scanned."""
    random = np.random.default_rng(seed)
    parameters = drawn(random, seed)
    first = int(share * (ct.size[2] - SLICES))
    patient = replace(ct, array=np.ascontiguousarray(ct.array[first : first + SLICES]))
    across = np.flatnonzero(ct_body(patient).any(axis=(0, 1)))
    wider = random.uniform(*WIDTH_MM) / (np.ptp(across) * SPACING_MM[0])
    x, y, z = patient.spacing
    patient = in_frame(replace(patient, spacing=(x * wider, y * wider, z)), SPACING_MM)
    patient = with_arms(patient) if seed % ARMS == ARMS - 1 else patient
    simulated = simulate_cone_beam(patient, parameters)
    seen, outline = simulated.field_of_view.array.astype(bool), ct_body(patient)
    grey = simulated.cbct.array.astype(float)
    soft = outline & seen & (patient.array > 0) & (patient.array < 120)
    soft &= depth_below_rim(patient.with_array(seen)) > OFF_RIM_MM
    level = random.choice([-1, 1]) * random.uniform(*LEVEL_HU)
    grey += level - float(np.median((grey - patient.array)[soft]))
    grey = np.where(seen, np.clip(np.rint(grey), *GREY_LIMITS), parameters.padding)
    planning = bent(patient, seed, (0.0, 0.0, 0.0))
    cbct = patient.with_array(grey.astype(np.int16), modality="CBCT")
    return Scan(name, cbct, planning, patient.array, planning.array, seen, outline)


def with_arms(ct: Volume) -> Volume:
    """The body with an arm on each side."""
    room = round(ARM_ROOM_MM / ct.spacing[0])
    array = np.pad(ct.array, ((0, 0), (0, 0), (room, room)), constant_values=-1000)
    _, j, i = np.nonzero(ct_body(ct))
    y = np.arange(array.shape[1])[:, None] - (j.min() + j.max()) / 2
    away = ARM_AWAY_MM / ct.spacing[0]
    for middle in (i.min() + room - away, i.max() + room + away):
        radius = np.hypot(np.arange(array.shape[2])[None] - middle, y) * ct.spacing[0]
        for most, hu in ARM:
            array[:, radius < most] = hu
    return replace(ct, array=array, origin=(ct.origin[0] - room * ct.spacing[0], *ct.origin[1:]))


def looks(scan: Scan) -> list[object]:
    """The statistics that are known of real scans, against the planning CT as there."""
    grey, depth = scan.cbct.array.astype(float), depth_below_rim(scan.cbct.with_array(scan.seen))
    off = scan.body & (depth > OFF_RIM_MM) & (scan.ct > -500) & (scan.day > -500)
    soft = scan.body & (scan.ct > 0) & (scan.ct < 100)
    neighbours = np.abs(np.diff(grey, axis=2)[soft[..., 1:] & soft[..., :-1]])

    def error(values: np.ndarray, where: np.ndarray) -> int:
        return round(float(np.abs(values - scan.day)[where].mean()))

    def median(low: float, high: float) -> int:
        ring = soft & (depth >= low) & (depth < high)
        return round(float(np.median((grey - scan.ct)[ring]))) if ring.any() else 0

    return [
        scan.name,
        f"{scan.cut:.2f}",
        error(grey, scan.body),
        error(best_line(grey, scan.day, scan.body), scan.body),
        error(grey, off),
        error(best_line(grey, scan.day, off), off),
        median(90, 200),
        median(25, 35),
        median(0, 3),
        round(float(np.median(neighbours)) / 0.6745 / 2**0.5),
    ]


def measured(scan: Scan, model: Model, asked: Sequence[str]) -> list[dict[str, Any]]:
    """Every way of one scan, against the CT and against the planning CT."""
    grey = scan.cbct.array.astype(float)
    made = {"raw": (grey, ""), "best line": (best_line(grey, scan.ct, scan.body), "")}
    for way in asked:
        method, _, with_ct = way.partition(", ")
        prior = scan.planning if with_ct or method == "prior" else None
        options = SynthesisOptions(
            device="cpu", overlap=0.25, method=cast(Method, method), prior_registration="none"
        )
        result = synthesize(scan.cbct, model, options, prior=prior)
        taken = (result.record.method or {"name": "network"})["name"]
        made[way] = result.volume.array.astype(float), taken
    field = scan.cbct.with_array(scan.seen)
    day_line = best_line(grey, scan.day, scan.body)
    rows = []
    for way, (hu, taken) in made.items():
        against = day_line if way == "best line" else hu
        day = float(np.abs(against - scan.day)[scan.body].mean())
        found = figures(hu, scan.ct, scan.body, scan.cbct, field)
        rows.append(
            {"scan": scan.name, "cut": scan.cut, "way": way, "taken": taken, "day": day} | found
        )
    line, line_day = rows[1]["mae"], rows[1]["day"]
    return [
        {**row, "above line": row["mae"] - line, "day above line": row["day"] - line_day}
        for row in rows
    ]


def shown(rows: Sequence[dict[str, Any]]) -> None:
    """Rows, medians, and medians by the share that is cut."""
    columns = (*FIGURES, "day", "above line", "day above line")
    lines = [
        [row["scan"], row["way"], row["taken"], *(f"{row[c]:.2f}" for c in columns)] for row in rows
    ]
    print(table(lines, header=["scan", "way", "taken", *columns]))
    for low, high in ((0.0, 1.0), *pairwise(CUTS)):
        mine = [row for row in rows if low <= row["cut"] < high]
        lines = []
        for way in dict.fromkeys(row["way"] for row in mine):
            one = [row for row in mine if row["way"] == way]
            middles = [np.nanmedian([row[c] for row in one]) for c in columns[:-2]]
            most = [max(row[c] for row in one) for c in columns[-2:]]
            lines.append([way, str(len(one)), *(f"{value:.2f}" for value in (*middles, *most))])
        if lines:
            print(f"\nmedians, {low:.0%} to {high:.0%} of the body cut (above line: at most)")
            print(table(lines, header=["way", "scans", *columns]))


def main() -> None:
    """Scan, measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model")
    parser.add_argument("cts", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--scans", type=int, default=4, help="of each CT (default 4)")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS, metavar="WAY")
    parser.add_argument("--looks-only", action="store_true")
    parser.add_argument("--pairs", type=Path, help="a folder of training pairs to add these to")
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    seen: list[list[object]] = []
    rows: list[dict[str, Any]] = []
    for number, path in enumerate(arguments.cts):
        ct = in_frame(read_volume(path), SPACING_MM)
        for n in range(arguments.scans):
            seed = arguments.first_seed + number * arguments.scans + n
            name = f"{path.name.partition('.')[0].removesuffix('_ct')} {seed}"
            scan = scanned(name, ct, (n + 0.5) / arguments.scans, seed)
            seen.append(looks(scan))
            if arguments.pairs:
                keep_pair(scan, arguments.pairs, seed)
            if not arguments.looks_only:
                rows += measured(scan, model, arguments.ways)
                written(rows, arguments.output)
    lines = [[str(value) for value in row] for row in (*seen, *LINAC)]
    print(table([line + [""] * (len(LOOKS) - len(line)) for line in lines], header=list(LOOKS)))
    if rows:
        shown(rows)


def keep_pair(scan: Scan, folder: Path, seed: int) -> None:
    """Write a scan as a training pair, of the patient whose CT it is of."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{scan.name.removesuffix(f' {seed}')}{SCAN}{seed}_linac"
    ct, seen = scan.cbct.with_array(scan.ct, modality="CT"), scan.cbct.with_array(scan.seen)
    write_pair(scan.cbct, ct, seen, folder, name, {"looks_like": "linac", "seed": seed})
    PairTable(folder).add(name, "cut trunk", 0)


def written(rows: Sequence[dict[str, Any]], output: Path) -> None:
    """What was measured so far."""
    with (
        atomic_path(output) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
