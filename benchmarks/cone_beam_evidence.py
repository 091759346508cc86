"""How good is each way to a CT, by region, by kind of scanner, and by the share that is cut off?

    python benchmarks/cone_beam_evidence.py MODEL REGION=CT [REGION=CT ...] -o FILE.csv
                 [--kinds KIND ...] [--scans N] [--first-seed N] [--with FILE.csv ...]

Scans slabs of each CT by scanners of each kind: ``linac`` as ``cone_beam_linac_like.py`` does,
``full fan`` and ``half fan`` of bodies that outgrow the field, and ``whole`` ones, all as training
draws them, and ``unseen``, outside all ranges of training. Makes a CT in every way: the scan as it
is, on its best straight line (which needs the CT), ``shading``, ``network``, ``auto``, and
``prior``, whose planning CT is the same CT bent by 4 mm. Prints medians with the lowest and highest
over all scans, by region, by kind of scanner and by the share of the body that is cut.
The figures are those of ``cone_beam_methods.py``. ``--with`` adds scans that were measured before;
without a CT it prints theirs alone. Half a minute a scan on an idle core.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from cone_beam_linac_like import SPACING_MM as LINAC_MM
from cone_beam_linac_like import Scan, measured, scanned, written
from cone_beam_methods import FIGURES, SPACING_MM, bent, quick, slab

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import load_model
from SyntheticCTLib.preprocessing.body_mask import ct_body
from SyntheticCTLib.simulation.cone_beam.drawing import draw_body_scale, draw_parameters
from SyntheticCTLib.simulation.cone_beam.parameters import parameters_from, read_parameters
from SyntheticCTLib.simulation.cone_beam.scan import simulate_cone_beam
from SyntheticCTLib.training.data.cone_beam_bodies import enlarged, in_frame

KINDS = ("linac", "full fan", "half fan", "whole", "unseen")
UNSEEN = Path(__file__).with_name("cone_beam_unseen_scanner.json")
WAYS = ("shading", "network", "auto", "prior")

#: Shares of the body that are cut off, between which scans are put together.
CUTS = (0.0, 0.4, 0.5, 0.6, 1.0)

#: Decimals of figures that are shown with some.
DIGITS = {"mae": 1, "psnr": 1, "ms-ssim": 2, "bone dice": 2, "nmi": 2}

#: So many numbers are added to a seed to find one of which a fan is drawn.
_FAR = 1000


def drawn(name: str, ct: Volume, share: float, seed: int, kind: str) -> Scan:
    """A slab at a share of a CT's height, by a scanner of a kind."""
    if kind == "linac":
        return scanned(name, ct, share, seed)
    parameters = draw_parameters(seed, gas=True, truncated=kind != "whole")
    if kind == "unseen":
        changes = read_parameters(UNSEEN)
        parameters = parameters_from({**parameters.to_dict(), **changes})
    while kind.endswith("fan") and (parameters.detector_offset_mm > 0) != (kind == "half fan"):
        seed += _FAR
        parameters = draw_parameters(seed, gas=True, truncated=True)
    patient = slab(ct if kind == "whole" else enlarged(ct, draw_body_scale(seed)), share)
    simulated = simulate_cone_beam(patient, quick(parameters))
    planning = bent(patient, seed, (0.0, 0.0, 0.0))
    seen, outline = simulated.field_of_view.array.astype(bool), ct_body(patient)
    return Scan(name, simulated.cbct, planning, patient.array, planning.array, seen, outline)


def tables(rows: Sequence[dict[str, Any]]) -> None:
    """Medians over all scans, and over those of each group."""
    groups = {"all": list(rows)}
    for what in ("region", "kind"):
        for row in rows:
            groups.setdefault(f"{what}: {row[what]}", []).append(row)
    for low, high in pairwise(CUTS):
        groups[f"{low:.0%} to {high:.0%} of the body cut"] = [
            row for row in rows if low <= row["cut"] < high
        ]
    for title, mine in groups.items():
        if mine:
            print(f"\n{title} ({len({(row['scan'], row['kind']) for row in mine})} scans)")
            print(table(list(_lines(mine)), header=["way", *FIGURES, "over line", "at most"]))


def _lines(rows: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    for way in dict.fromkeys(str(row["way"]) for row in rows):
        mine = [row for row in rows if row["way"] == way]
        above = np.array([row["above line"] for row in mine])
        yield [
            way,
            *(_spread([row[figure] for row in mine], DIGITS.get(figure, 0)) for figure in FIGURES),
            f"{(above > 5).sum()} by more than 5 HU",
            f"{above.max():+.0f}",
        ]


def _spread(values: Sequence[float], digits: int) -> str:
    """Median (lowest to highest) of those that are defined."""
    known = np.array(values, float)
    known = known[np.isfinite(known)]
    if not known.size:
        return "-"
    parts = (f"{value:.{digits}f}" for value in (np.median(known), known.min(), known.max()))
    return "{} ({} to {})".format(*parts)


def read(path: Path) -> list[dict[str, Any]]:
    """Rows that were written before."""
    words = ("scan", "way", "taken", "region", "kind")
    with path.open(newline="", encoding="utf-8") as stream:
        return [
            {name: value if name in words else float(value) for name, value in row.items()}
            for row in csv.DictReader(stream)
        ]


def main() -> None:
    """Scan, measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model")
    parser.add_argument("cts", nargs="*", metavar="REGION=CT")
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS, metavar="KIND")
    parser.add_argument("--scans", type=int, default=1, help="of each CT and kind (default 1)")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--with", nargs="+", type=Path, default=[], metavar="CSV", dest="before")
    arguments = parser.parse_args()
    if arguments.cts and not arguments.output:
        parser.error("-o says where the rows go.")
    model = load_model(arguments.model)
    rows: list[dict[str, Any]] = []
    for number, entry in enumerate(arguments.cts):
        region, _, path = entry.rpartition("=")
        ct, label = read_volume(Path(path)), Path(path).name.partition(".")[0]
        for kind in arguments.kinds:
            framed = in_frame(ct, LINAC_MM if kind == "linac" else SPACING_MM)
            for n in range(arguments.scans):
                seed = arguments.first_seed + number * arguments.scans + n
                share = (n + 0.5) / arguments.scans
                scan = drawn(f"{label.removesuffix('_ct')} {seed}", framed, share, seed, kind)
                about = {"region": region or "trunk", "kind": kind}
                rows += [about | row for row in measured(scan, model, WAYS)]
                written(rows, arguments.output)
    tables(rows + [row for path in arguments.before for row in read(path)])


if __name__ == "__main__":
    main()
