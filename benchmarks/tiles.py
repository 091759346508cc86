"""Which tiles give the most quality for their time?

    python benchmarks/tiles.py PAIRS [--model ID] [--fold 0] [--patients ID ...] [--as-used]

Predicts aligned pairs in a model's frame with several overlaps and sizes of tiles, in one process
on the CPU, and prints for each patient and setting the figures against the target, how far they are
from those of the first setting, and the processor time. The first setting is what
everyone lays: tiles that overlap by half. With ``--as-used`` it is tiles that overlap by an eighth,
held against what a synthesis lays: the model's own overlap, longer tiles where these leave less to
compute, and the fastest precision for both.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from SyntheticCTLib.cli.console import table
from SyntheticCTLib.evaluation.bone_overlap import bone_dice
from SyntheticCTLib.evaluation.image_metrics import mean_absolute_error, pearson_correlation
from SyntheticCTLib.inference.precision import Precision
from SyntheticCTLib.inference.prediction import predict
from SyntheticCTLib.inference.settings import Channels, Computing, Tiles
from SyntheticCTLib.models import Model, load_model
from SyntheticCTLib.models.metadata import Tiling
from SyntheticCTLib.synthesis.model_frame import to_model_input, uncovered
from SyntheticCTLib.tasks.image_task import ImageTask
from SyntheticCTLib.tasks.pair import Pair
from SyntheticCTLib.tasks.registry import task_of
from SyntheticCTLib.training.data.aligned_pairs import read_pair
from SyntheticCTLib.training.run.run import split_pairs


class Setting(NamedTuple):
    """Overlap, and how many times as long as the model's tiles are (k, j, i).

    Of what a synthesis lays (``as_used``) the sides are the tiles'.
    """

    overlap: float
    longer: tuple[float, float, float] = (1.0, 1.0, 1.0)
    as_used: bool = False

    def __str__(self) -> str:
        if self.as_used:
            return f"{self.overlap:g}, as used"
        longer = (
            ""
            if self.longer == (1.0, 1.0, 1.0)
            else f", x {'/'.join(f'{n:g}' for n in self.longer)}"
        )
        return f"{self.overlap:g}{longer}"


SETTINGS = (
    Setting(0.5),
    Setting(0.25),
    Setting(0.125),
    Setting(0.0),
    Setting(0.125, (4 / 3, 1.0, 1.0)),
    Setting(0.125, (2 / 3, 1.0, 1.0)),
    Setting(0.125, (1.0, 4 / 3, 4 / 3)),
    Setting(0.125, (1.0, 5 / 6, 5 / 6)),
)


class Measured(NamedTuple):
    """One patient with one setting: the image's values in the body, and figures of them."""

    values: np.ndarray
    mae: float
    r: float
    dice: float
    seconds: float


def measure(
    pair: Pair, model: Model, task: ImageTask, setting: Setting, precision: Precision
) -> Measured:
    """Predict a pair's input and hold it against its target."""
    info = model.info
    observed, body = task.observed(task.input_of(pair))
    seen = to_model_input(observed, body, info)
    k, j, i = (round(side * n) for side, n in zip(info.patch_size, setting.longer, strict=True))
    longest = info.tiling.longest if setting.as_used else None
    tiling = Tiling(info.tiling.kind, setting.overlap, longest=longest)
    padding = None if task.body_goes_on else seen.padding
    started = time.process_time()
    array = predict(
        model.network(),
        seen.image.array,
        seen.mask,
        tiles=Tiles((k, j, i), info.size_divisor, tiling),
        channels=Channels(len(info.outputs), padding, uncovered(info)),
        computing=Computing(precision=precision, unit=info.output_normalisation["sd"]),
    ).array
    array = array.reshape(-1, *seen.mask.shape)[0]
    seconds = time.process_time() - started
    scale = info.output_normalisation
    values = np.clip(array * scale["sd"] + scale["mean"], *scale["clip"])
    mask = task.scored_mask(pair) & seen.mask
    truth = pair.ct.array if task.target.in_hounsfield else pair.image.array
    dice = bone_dice(values, truth, mask).value if task.target.in_hounsfield else None
    return Measured(
        values[seen.mask],
        float(mean_absolute_error(values, truth, mask).value or np.nan),
        float(pearson_correlation(values, truth, mask).value or np.nan),
        float(np.nan if dice is None else dice),
        seconds,
    )


def row(name: str, setting: Setting, found: Measured, first: Measured) -> list[str]:
    """A line of the table."""
    change = np.abs(found.values - first.values)
    return [
        name,
        str(setting),
        f"{found.mae:.2f}",
        f"{found.mae - first.mae:+.2f}",
        f"{found.r - first.r:+.4f}",
        f"{found.dice:.4f}",
        f"{found.dice - first.dice:+.4f}",
        f"{change.mean():.2f}",
        f"{np.percentile(change, 99.9):.0f}",
        f"{found.seconds:.1f}",
        f"{first.seconds / found.seconds:.2f}",
    ]


HEADER = ["patient", "overlap", "MAE", "more", "R, more", "Dice", "more"]
HEADER += ["change, mean", "99.9 %", "CPU s", "faster"]


def _wanted(setting: Setting, overlaps: list[float] | None) -> bool:
    own = setting.longer == (1.0, 1.0, 1.0)
    return overlaps is None or (own and setting.overlap in overlaps)


def main() -> None:
    """Measure every setting on every patient and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--model", default="mr-to-ct-limb")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--patients", nargs="+", help="ids; default: all of the fold")
    parser.add_argument(
        "--overlaps",
        nargs="+",
        type=float,
        help="only the model's tiles, overlapping so; default: all",
    )
    parser.add_argument("--as-used", action="store_true", help="what a synthesis lays, see above")
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    task = task_of(model.info)
    everyones = SETTINGS[0]
    precision: Precision = "float32"
    settings = [setting for setting in SETTINGS[1:] if _wanted(setting, arguments.overlaps)]
    if arguments.as_used:
        everyones, precision = Setting(0.125), "auto"
        settings = [Setting(model.info.tiling.overlap, as_used=True)]
    rows = []
    for name in arguments.patients or split_pairs(arguments.pairs, arguments.fold)[1]:
        pair = read_pair(arguments.pairs, name, model.info.frame)
        first = measure(pair, model, task, everyones, precision)
        rows.append(row(name, everyones, first, first))
        for setting in settings:
            rows.append(row(name, setting, measure(pair, model, task, setting, precision), first))
    print(table(rows, header=HEADER))


if __name__ == "__main__":
    main()
