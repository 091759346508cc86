"""``synthetic-ct calibrate-interval``: fit a model's bounds to patients whom it never saw."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console

if TYPE_CHECKING:
    from SyntheticCTLib.models.surface_calibration import SurfaceCalibration


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "calibrate-interval",
        help="fit a model's bounds to patients that it did not learn from",
        description="Synthesize held-out patients with a model that gives bounds (recipe "
        "compact-residual-joints), find the factor with which the bounds hold the wanted share of "
        "voxels, each patient counting once, and store it in the model's folder. The table has "
        "each patient's share with the factor of all the others. What the bounds let expect of the "
        "bone surface is fitted too, if three patients have bone. A hospital fits the bounds to "
        "its own scanners with its own pairs.",
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
    from SyntheticCTLib.training.score.surface_calibration import surface_calibration

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
        surface = surface_calibration(answers, fitted.factor, watch=watch)
    write_calibration(arguments.model, fitted, surface)
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
    lines = [console.table(rows, header=["patient", "share within"]), told, _of_surface(surface)]
    result = {**fitted.to_dict(), "left_out": shares, "surface": surface}
    console.write_result(arguments, result, "\n".join(lines))
    return 0


def _of_surface(surface: SurfaceCalibration | None) -> str:
    if surface is None:
        return "bone surface: too few patients with bone, so nothing is said of its accuracy"
    pairs = zip(surface.apart_mm, surface.shares, strict=True)
    steps = ", ".join(f"{apart:.1f} mm: {share:.0%}" for apart, share in pairs)
    return (
        f"bone surface within {surface.tolerance_mm:g} mm by how far the bounds' surfaces are "
        f"apart: {steps}; patients differ from that by {surface.lowest:+.0%} to "
        f"{surface.highest:+.0%}"
    )
