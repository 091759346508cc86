"""A model on labelled heads that it never saw: figures by MR sequence and slice thickness.

    python benchmarks/labelled_heads.py MODEL LABELS [--fold 0] [--heads 4]
        [--sequences T1 MPRAGE T2 FLAIR] [--slices 1 3] [-o FILE.csv]

LABELS is a folder as ``synthetic-ct prepare-heads`` takes it. Of each held-out head MR and CT are
drawn in each sequence at the first slice thickness, and in the first sequence at the others, with a
seed that no training has. Figures are taken where the labels can be believed: MAE, R and bone Dice
above 200 HU, share of the outer table within 1 and 2 mm, thickness of the skull. The last rows are
medians.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.evaluation.evaluate import evaluate_region
from SyntheticCTLib.evaluation.scored_region import ScoredRegion
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.preprocessing.kinds import MR
from SyntheticCTLib.simulation.head.anatomy import head_anatomy
from SyntheticCTLib.simulation.head.draw import HeadPhantom, draw_head
from SyntheticCTLib.simulation.head.label_maps import head_tissues, read_labels
from SyntheticCTLib.simulation.head.options import HeadOptions
from SyntheticCTLib.surface.make.extraction import surface_of
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.skull import skull_map
from SyntheticCTLib.surface.measure.skull_agreement import Skull, skull_agreement
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.training.data.head_pairs import find_label_maps, head_folds

#: Far from every seed of a training's heads.
SEED = 900_001

FIGURES = ("mae", "mean_error", "pearson_r", "bone_dice", "dice_above_bone_threshold")

Row = dict[str, Any]


def skull_of(volume: Volume, mask: np.ndarray) -> Skull:
    """The skull in an image, where it can be believed."""
    surface = surface_of(volume, SurfaceSettings(), mask=mask)
    return Skull(volume, surface, skull_map(volume, surface))


def measured(phantom: HeadPhantom, model: Model) -> Row:
    """All figures of one drawn head."""
    whole = phantom.mr.with_array(np.rint(phantom.mr.array).astype(np.int16))
    sct = synthesize(whole, model=model, device="cpu", force=True).volume
    mask = phantom.believed & MR.body(whole)
    ct = phantom.ct
    found = evaluate_region(sct, ct, ScoredRegion(mask, "believed labels"))
    row: Row = {name: found.figures[name].value for name in FIGURES}
    near = skull_agreement(skull_of(sct, phantom.believed), skull_of(ct, phantom.believed))
    row |= {f"outer table within {limit}": share for limit, share in near.within.items()}
    row["thickness error mm"] = near.thickness_error_mm
    row["thickness within 0.5 mm"] = near.thickness_within
    return row


def main() -> None:
    """Draw, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("labels", type=Path)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--heads", type=int, default=4, help="of each family of label maps")
    parser.add_argument("--sequences", nargs="+", default=["T1", "MPRAGE", "T2", "FLAIR"])
    parser.add_argument("--slices", nargs="+", type=float, default=[1.0, 3.0])
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    folds = head_folds(find_label_maps(arguments.labels))
    held_out = [path for path, fold in folds.items() if fold == arguments.fold]
    chosen = [
        path
        for family in sorted({path.name.split("_")[0] for path in held_out})
        for path in [p for p in held_out if p.name.startswith(family)][: arguments.heads]
    ]
    first = arguments.slices[0]
    scans = [(sequence, first) for sequence in arguments.sequences]
    scans += [(arguments.sequences[0], mm) for mm in arguments.slices[1:]]
    rows: list[Row] = []
    for path in chosen:
        name = path.name.split("_labels")[0]
        anatomy = head_anatomy(head_tissues(read_labels(path)), 1.0)
        for sequence, slice_mm in scans:
            print(f"{name} {sequence} {slice_mm:g} mm", file=sys.stderr, flush=True)
            options = HeadOptions(
                sequence=sequence, slice_mm=slice_mm, noise=0.02, ct_noise_hu=0.0, seed=SEED
            )
            phantom = draw_head(anatomy, options)
            row = measured(phantom, model)
            rows.append({"head": name, "sequence": sequence, "slice mm": slice_mm, **row})
            show(rows[-1:])
    for sequence, slice_mm in scans:
        same = [r for r in rows if (r["sequence"], r["slice mm"]) == (sequence, slice_mm)]
        middle = {key: float(np.median([r[key] for r in same])) for key in list(same[0])[3:]}
        rows.append({"head": "median", "sequence": sequence, "slice mm": slice_mm, **middle})
    show(rows)
    if arguments.output is not None:
        with arguments.output.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def show(rows: list[Row]) -> None:
    """Print some rows."""
    text = [[f"{v:.3f}" if isinstance(v, float) else str(v) for v in row.values()] for row in rows]
    print(table(text, header=list(rows[0])), flush=True)


if __name__ == "__main__":
    main()
