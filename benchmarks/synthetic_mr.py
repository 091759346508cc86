"""The table and the pictures of a model that makes MR from CT.

    synthetic-ct score MODEL PAIRS --fold 0 --keep KEPT -o both.csv
    synthetic-ct score CT-TO-MR-L1 PAIRS --fold 0 -o l1.csv
    python benchmarks/synthetic_mr.py PAIRS KEPT -o PICTURES --scores both.csv "L1 alone"=l1.csv

Draws for each patient of KEPT, from left to right: CT, stage 1, stage 1 + mean, stage 1 + texture,
the MR, and mean minus MR (red where the synthetic MR is too dark, blue where too bright). Prints
the scores as a Markdown table; a name before a file stands for that file's "model", and rows that
two files share are taken from the first. The pictures show patients: they are not to be committed.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from SyntheticCTLib.colours.values import CT_WINDOW, grey, red_below_blue_above
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.preprocessing.mr_scale import REFERENCE_SIGNAL, scaled_mr
from SyntheticCTLib.report.pictures.overview import Column, write_overview
from SyntheticCTLib.tasks import ct_to_mr
from SyntheticCTLib.tasks.ct_to_mr import STAGES
from SyntheticCTLib.tasks.image_task import MODEL_METHOD

#: White in the pictures, and full colour of the difference, a.u.
WHITE = 1.2 * REFERENCE_SIGNAL
DIFFERENCE = 0.4 * REFERENCE_SIGNAL

Row = dict[str, str]


def draw(pairs: Path, kept: Path, name: str, folder: Path) -> None:
    """Write the picture of one patient."""
    made = {kind: read_volume(kept / f"{name}_smri_{kind}.nii.gz") for kind in STAGES}
    grid = made["mean"]

    def on_grid(array: np.ndarray) -> Column:
        return Column(grid.with_array(array), grey(0.0, WHITE))

    mr = scaled_mr(read_volume(pairs / f"{name}_mr.nii.gz")).array
    ct = read_volume(pairs / f"{name}_ct.nii.gz").array
    wrong = grid.with_array(made["mean"].array - mr)
    columns = [
        Column(grid.with_array(ct), grey(*CT_WINDOW)),
        *(on_grid(volume.array) for volume in made.values()),
        on_grid(mr),
        Column(wrong, red_below_blue_above(DIFFERENCE)),
    ]
    write_overview(columns, folder / f"{name}.png")


def read_scores(files: list[str]) -> list[Row]:
    """The rows of all tables, each patient and method once, patients together."""
    rows: dict[tuple[str, str], Row] = {}
    for entry in files:
        title, _, path = entry.rpartition("=")
        with Path(path).open(newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if title and row["method"] == MODEL_METHOD:
                    row["method"] = title
                rows.setdefault((row["patient"], row["method"]), row)
    return sorted(rows.values(), key=lambda row: row["patient"])


def markdown(rows: list[Row], grades: str) -> list[str]:
    """The table: every patient, then each method's median over the grades."""
    lines = [["patient", "grade", "method", *ct_to_mr.TASK.columns]]
    lines.append(["---"] * len(lines[0]))
    lines += [[row["patient"], row["grade"], row["method"], *figures(row)] for row in rows]
    for method in dict.fromkeys(row["method"] for row in rows):
        own = [row for row in rows if row["method"] == method and row["grade"] in grades]
        medians = {
            name: str(np.median(values)) if values else ""
            for name in ct_to_mr.TASK.columns
            for values in [[float(row[name]) for row in own if row[name]]]
        }
        lines.append(["median", grades, f"{method} (n={len(own)})", *figures(medians)])
    return [f"| {' | '.join(line)} |" for line in lines]


def figures(row: Row) -> list[str]:
    """The cells of a row's figures."""
    return [
        f"{float(row[name]):.4g}" if row[name] else "undefined" for name in ct_to_mr.TASK.columns
    ]


def main() -> None:
    """Draw every patient and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path, help="folder of aligned pairs")
    parser.add_argument("kept", type=Path, help="what 'score --keep' left")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--scores", nargs="+", default=[], metavar="[TITLE=]CSV")
    parser.add_argument("--grades", default="AB", help="grades in the medians (default AB)")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    end = "_smri_mean.nii.gz"
    for path in sorted(arguments.kept.glob(f"*{end}")):
        draw(arguments.pairs, arguments.kept, path.name.removesuffix(end), arguments.output)
    if arguments.scores:
        print("\n".join(markdown(read_scores(arguments.scores), arguments.grades)))


if __name__ == "__main__":
    main()
