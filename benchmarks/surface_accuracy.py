"""How much of the bone surface of synthetic CTs lies within 2 mm of the real CT's?

    synthetic-ct score mr-to-ct-limb PAIRS --keep SCTS
    python benchmarks/surface_accuracy.py PAIRS SCTS [--grades AB] [-o FILE.csv]

Takes the synthetic CTs of held-out patients that the first command keeps and, as a case with an
exact truth, makes that of a phantom; makes both bone surfaces by the default settings; and prints
one row a patient with both directions and the floor of these settings on that grid.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.surface.measure.accuracy import SurfaceCheck, check_surface
from SyntheticCTLib.surface.measure.position import Position
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.tasks import mr_to_ct
from SyntheticCTLib.tasks.pair import Pair
from SyntheticCTLib.tolerance import TOLERANCE_MM, within
from SyntheticCTLib.training.data.aligned_pairs import read_pair
from SyntheticCTLib.training.data.folds import read_grades

#: How ``score`` ends the names of the synthetic CTs that it keeps.
_KEPT = mr_to_ct.TASK.kept_name("", None)

Row = dict[str, Any]


def check_pair(sct: Volume, pair: Pair) -> SurfaceCheck:
    """Measure a synthetic CT's bone surface against the CT's, where the pair can be believed."""
    mask = pair.ct.with_array(pair.mask.astype(np.uint8))
    return check_surface(sct, pair.ct, mask=mask, position=Position(registered=True))


def row(name: str, grade: str, check: SurfaceCheck) -> Row:
    """The figures of one patient, shares in percent."""
    found = check.comparison.overall
    if found is None:
        return {"patient": name, "grade": grade, "answer": "no bone"}
    there, back, floor = found.sct_to_ct, found.ct_to_sct, check.floor
    limit = within(TOLERANCE_MM)
    return {
        "patient": name,
        "grade": grade,
        "answer": check.verdict.answer,
        f"sCT to CT % {limit}": _percent(there.within.get(TOLERANCE_MM)),
        f"CT to sCT % {limit}": _percent(back.within.get(TOLERANCE_MM)),
        f"both % {limit}": _percent(found.surface_dice(TOLERANCE_MM)),
        "mean mm": there.mean_mm,
        "mean absolute mm": found.pooled.mean_absolute_mm,
        "95th percentile mm": found.pooled.percentile_95_mm,
        f"floor % {limit}": _percent(floor.surface_dice(TOLERANCE_MM)) if floor else None,
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
    parser.add_argument("scts", type=Path)
    parser.add_argument("--model", default="mr-to-ct-limb")
    parser.add_argument("--grades", default="AB")
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    frame = model.info.frame
    grades = read_grades(arguments.pairs)
    names = [path.name.removesuffix(_KEPT) for path in arguments.scts.glob(f"*{_KEPT}")]
    chosen = [name for name in sorted(names) if grades.get(name, "") in tuple(arguments.grades)]
    rows = []
    for name in chosen:
        print(name, file=sys.stderr, flush=True)
        pair = read_pair(arguments.pairs, name, frame)
        sct = read_volume(arguments.scts / f"{name}{_KEPT}")
        rows.append(row(name, grades[name], check_pair(sct, pair)))
    phantom = phantom_pair(model)
    sct = synthesize(phantom.image, model=model, device="cpu").volume
    rows.append(row("phantom", "exact", check_pair(sct, phantom)))
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
