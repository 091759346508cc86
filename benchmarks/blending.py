"""Which overlap and blending of tiles gives the most for its time?

    python benchmarks/blending.py PAIRS [--model ID] [--fold 0] [--patients ID ...]

Synthesizes aligned MRs with several settings in one run, on the CPU, and prints for each the error
in the body of both scans and the time as a ratio to the cheapest setting. The settings take turns
on each patient, so a busy machine is as unfair to all of them.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.evaluation.bone_overlap import bone_dice
from SyntheticCTLib.evaluation.image_metrics import mean_absolute_error
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.synthesis.synthesize import synthesize
from SyntheticCTLib.tasks import mr_to_ct
from SyntheticCTLib.tasks.pair import Pair
from SyntheticCTLib.training.data.aligned_pairs import read_pair
from SyntheticCTLib.training.run.run import split_pairs

#: Blending and overlap; the last is the step of 0.3 with a uniform mean of nnU-Net's translation
#: fork.
SETTINGS = (
    ("gaussian", 0.25),
    ("gaussian", 0.5),
    ("uniform", 0.25),
    ("uniform", 0.5),
    ("uniform", 0.7),
)


def measure(pair: Pair, model: Model, blending: str, overlap: float) -> tuple[float, float, float]:
    """MAE in HU, Dice of bone and seconds of one synthesis."""
    started = time.perf_counter()
    sct = synthesize(pair.image, model=model, device="cpu", blending=blending, overlap=overlap)
    seconds = time.perf_counter() - started
    mask = mr_to_ct.TASK.scored_mask(pair)
    hu = sct.volume.array
    error = mean_absolute_error(hu, pair.ct.array, mask).value
    dice = bone_dice(hu, pair.ct.array, mask).value
    return float(error or np.nan), float(dice or np.nan), seconds


def main() -> None:
    """Measure every setting on every patient and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--model", default="mr-to-ct-limb")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--patients", nargs="+", help="ids; default: all of the fold")
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    frame = model.info.frame
    names = arguments.patients or split_pairs(arguments.pairs, arguments.fold)[1]
    found = {setting: [] for setting in SETTINGS}
    for name in names:
        pair = read_pair(arguments.pairs, name, frame)
        for setting in SETTINGS:
            found[setting].append(measure(pair, model, *setting))
    means = {setting: np.mean(rows, axis=0) for setting, rows in found.items()}
    cheapest = min(mean[2] for mean in means.values())
    rows = [
        [blending, f"{overlap}", f"{mae:.2f}", f"{dice:.4f}", f"{seconds / cheapest:.2f}"]
        for (blending, overlap), (mae, dice, seconds) in means.items()
    ]
    header = ["blending", "overlap", "MAE HU", "Dice of bone", "time, ratio"]
    print(f"{', '.join(names)}; means")
    print(table(rows, header=header))


if __name__ == "__main__":
    main()
