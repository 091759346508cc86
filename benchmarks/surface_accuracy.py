"""How much of the bone surface of synthetic CTs lies within 2 mm of the real CT's?

    python benchmarks/surface_accuracy.py PAIRS [--model ID] [--fold 0] [--grades AB] [-o FILE.csv]

Synthesizes the aligned MRs of a fold and, as a case with an exact truth, a phantom; makes both bone
surfaces by the default recipe; and prints one row a patient with both directions, the recipe's own
floor on that grid, and how the answer moves with the threshold.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.atomic import atomic_path
from SyntheticCTLib.cli.console import table
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.simulation.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface.accuracy import SurfaceCheck, check_surface
from SyntheticCTLib.synthesis import synthesize
from SyntheticCTLib.training.cases import Pair, read_pair
from SyntheticCTLib.training.folds import read_grades
from SyntheticCTLib.training.run import split_pairs

Row = dict[str, Any]


def check_pair(pair: Pair, model: Model) -> SurfaceCheck:
    """Synthesize one MR and measure its bone surface against the CT's."""
    sct = synthesize(pair.mr, model=model, device="cpu").volume
    return check_surface(sct, pair.ct, mask=pair.ct.with_array(pair.mask.astype(np.uint8)))


def row(name: str, grade: str, check: SurfaceCheck) -> Row:
    """The figures of one patient, shares in percent."""
    found = check.comparison.overall
    if found is None:
        return {"patient": name, "grade": grade, "answer": "no bone"}
    there, back = found.sct_to_ct, found.ct_to_sct
    return {
        "patient": name,
        "grade": grade,
        "answer": "pass" if check.verdict.passed else "fail",
        "sCT to CT % in 2 mm": _percent(there.within.get(2.0)),
        "CT to sCT % in 2 mm": _percent(back.within.get(2.0)),
        "both % in 2 mm": _percent(found.surface_dice(2.0)),
        "mean mm": there.mean_mm,
        "mean absolute mm": found.pooled.mean_absolute_mm,
        "95th percentile mm": found.pooled.percentile_95_mm,
        "floor % in 2 mm": _percent(check.floor.surface_dice(2.0)) if check.floor else None,
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else 100.0 * share


def phantom_pair(model: Model) -> Pair:
    """A limb whose seed training never drew, on the model's grid."""
    spacing = tuple(model.info.spacing)
    phantom = make_limb_phantom(size=(160, 160, 48), spacing=spacing, seed=1)
    everywhere = np.ones(phantom.ct.array.shape, dtype=bool)
    return Pair("phantom", phantom.mr, phantom.ct, everywhere)


def main() -> None:
    """Measure, print the table, and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--model", default="mr-to-ct-limb")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--grades", default="AB")
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    frame = model.info.metadata["synthetic_ct"]["frame"]
    grades = read_grades(arguments.pairs)
    names = split_pairs(arguments.pairs, arguments.fold)[1]
    chosen = [name for name in names if grades.get(name, "") in tuple(arguments.grades)]
    rows = []
    for name in chosen:
        print(name, file=sys.stderr, flush=True)
        pair = read_pair(arguments.pairs, name, frame)
        rows.append(row(name, grades[name], check_pair(pair, model)))
    rows.append(row("phantom", "exact", check_pair(phantom_pair(model), model)))
    write(rows, arguments.output)


def write(rows: list[Row], path: Path | None) -> None:
    """Print the rows, and write them as CSV where asked."""
    columns = max(rows, key=len)
    cells = [[_cell(entry.get(column)) for column in columns] for entry in rows]
    print(table(cells, header=list(columns)))
    if path is not None:
        with atomic_path(path) as temporary, temporary.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(columns))
            writer.writeheader()
            writer.writerows(rows)


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value if value is not None else "")


if __name__ == "__main__":
    main()
