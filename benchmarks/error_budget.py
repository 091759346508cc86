"""Where does the error of synthetic CTs lie, and how much of it is noise of the reference?

    synthetic-ct score mr-to-ct-limb PAIRS --keep SCTS
    python benchmarks/error_budget.py PAIRS SCTS [-o FILE.csv]

Parts the scored region of each kept synthetic CT into bone and its surroundings, skin, and the
rest, and prints what each adds to the MAE. Beside it, for the rest: how far the CT lies from its
own median over 7 x 7 voxels of the slice, an error that no prediction without its noise can avoid.
Last, the volume of predicted bone that touches none of the CT's: vessels taken for bone.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.files.atomic import atomic_path
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.hounsfield import BONE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.masks.morphology import dilate, erode
from SyntheticCTLib.tasks import mr_to_ct
from SyntheticCTLib.tasks.pair import Pair
from SyntheticCTLib.training.data.aligned_pairs import read_pair
from SyntheticCTLib.training.data.folds import read_grades
from SyntheticCTLib.training.run.recipe import load_recipe

#: How ``score`` ends the names of the synthetic CTs that it keeps.
_KEPT = mr_to_ct.TASK.kept_name("", None)

#: Reach of bone and of skin, mm.
_BONE_MM, _SKIN_MM = 3.0, 5.0

#: Radius of the median (i, j, k), voxels.
_MEDIAN = (3, 3, 0)


def budget(sct: Volume, pair: Pair) -> dict[str, float]:
    """What each part adds to the MAE, HU; their sum is the MAE."""
    hu, wanted = sct.array.astype(np.float64), pair.ct.array.astype(np.float64)
    scored, spacing = mr_to_ct.TASK.scored_mask(pair), pair.ct.spacing
    bone = scored & ((hu > BONE_HU) | (wanted > BONE_HU))
    at_bone = dilate(bone, spacing, _BONE_MM) & scored
    at_skin = scored & ~erode(scored, spacing, _SKIN_MM) & ~at_bone
    rest = scored & ~at_bone & ~at_skin
    error = np.where(scored, np.abs(hu - wanted), 0.0)
    total = scored.sum()
    return {
        "MAE": error.sum() / total,
        "bone": error[at_bone].sum() / total,
        "skin": error[at_skin].sum() / total,
        "rest": error[rest].sum() / total,
        "noise in the rest": _noise(pair.ct)[rest].sum() / total,
        "false bone, ml": false_bone_ml(sct, pair, scored),
    }


def _noise(ct: Volume) -> np.ndarray:
    image = sitk.GetImageFromArray(ct.array.astype(np.float32))
    return np.abs(ct.array - sitk.GetArrayFromImage(sitk.Median(image, _MEDIAN)))


def false_bone_ml(sct: Volume, pair: Pair, scored: np.ndarray) -> float:
    """Volume of the connected parts of predicted bone that come no nearer than 3 mm to bone, ml."""
    predicted = scored & (sct.array > BONE_HU)
    real = dilate(pair.mask & (pair.ct.array > BONE_HU), pair.ct.spacing, _BONE_MM)
    parts = sitk.ConnectedComponent(sitk.GetImageFromArray(predicted.astype(np.uint8)))
    labels = sitk.GetArrayFromImage(parts)
    touching = np.unique(labels[real])
    false = predicted & ~np.isin(labels, touching)
    return float(false.sum() * np.prod(pair.ct.spacing) / 1000.0)


def main() -> None:
    """Measure every kept synthetic CT and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("scts", type=Path)
    parser.add_argument("--recipe", default="compact-residual", help="whose frame the pairs are in")
    parser.add_argument("-o", "--output", type=Path, help="CSV file")
    arguments = parser.parse_args()
    frame, grades = load_recipe(arguments.recipe).frame, read_grades(arguments.pairs)
    rows: list[dict[str, object]] = []
    for path in sorted(arguments.scts.glob(f"*{_KEPT}")):
        name = path.name.removesuffix(_KEPT)
        found = budget(read_volume(path), read_pair(arguments.pairs, name, frame))
        rows.append({"patient": name, "grade": grades.get(name, ""), **found})
    if not rows:
        parser.error(f"{arguments.scts} holds no *{_KEPT}: keep them with score --keep.")
    print(table([[_cell(v) for v in row.values()] for row in rows], header=list(rows[0])))
    if arguments.output is not None:
        with atomic_path(arguments.output) as temporary, temporary.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def _cell(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
