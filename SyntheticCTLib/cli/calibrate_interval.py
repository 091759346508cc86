"""``synthetic-ct calibrate-interval``: fit a model's bounds to patients whom it never saw."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "calibrate-interval",
        help="fit a model's bounds to patients that it did not learn from",
        description="Synthesize held-out patients with a model that gives bounds (recipe "
        "compact-residual-joints), find the factor with which the bounds hold the wanted share of "
        "voxels, each patient counting once, and store it in the model's folder. The table has "
        "each patient's share with the factor of all the others. A hospital fits the bounds to its "
        "own scanners with its own pairs.",
    )
    parser.add_argument("model", type=Path, help="a model's folder; it is changed")
    parser.add_argument("pairs", type=Path, help="folder of aligned pairs")
    parser.add_argument(
        "--fold", type=int, help="the held-out fold (default: all pairs of the folder)"
    )
    parser.add_argument(
        "--coverage", type=float, default=0.9, help="share of voxels to hold (default 0.9)"
    )
    parser.add_argument("--device", default="auto", help="auto, cuda, cuda:N, mps or cpu")


def run(arguments: argparse.Namespace) -> int:
    """Calibrate, store, and print what each patient's share is."""
    from SyntheticCTLib.models import load_model
    from SyntheticCTLib.models.bundle import write_calibration
    from SyntheticCTLib.training.run.run import split_pairs
    from SyntheticCTLib.training.score.interval_answers import held_out_answers
    from SyntheticCTLib.training.score.interval_calibration import (
        calibrated,
        left_out_coverages,
    )

    training, held_out = split_pairs(arguments.pairs, arguments.fold)
    names = training if arguments.fold is None else held_out
    with console.working(arguments) as watch:
        answers = held_out_answers(
            load_model(arguments.model),
            arguments.pairs,
            names,
            device=arguments.device,
            watch=watch,
        )
    fitted = calibrated(answers, coverage=arguments.coverage)
    write_calibration(arguments.model, fitted)
    shares = {}
    if len(answers) > 2:
        shares = left_out_coverages(answers, coverage=arguments.coverage)
    rows = [[name, f"{share:.3f}"] for name, share in shares.items()]
    told = (
        f"factor {fitted.factor:.3f}; mean absolute error is {fitted.error_share:.3f} of half the "
        "interval's width"
    )
    if not fitted.guaranteed:
        told += "; too few patients for a bound that holds for the next one on average"
    text = "\n".join([console.table(rows, header=["patient", "share within"]), told])
    console.write_result(arguments, {**fitted.to_dict(), "left_out": shares}, text)
    return 0
