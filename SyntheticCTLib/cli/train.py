"""``synthetic-ct train``: train a network on aligned pairs by a recipe, or continue."""

from __future__ import annotations

import argparse
from pathlib import Path

from SyntheticCTLib.cli import console


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "train",
        help="train a network on aligned pairs, or continue a run that was stopped",
        description="Train a network by a recipe on pairs that 'synthetic-ct prepare' aligned. "
        "Started again with the same output folder, it continues at the last checkpoint.",
    )
    parser.add_argument("recipe", help="a name in Resources/training, or a recipe's JSON file")
    parser.add_argument("pairs", type=Path, help="folder of aligned pairs")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder of the run")
    parser.add_argument("--fold", type=int, help="fold (0 to 3) to validate on; default: none")
    parser.add_argument("--steps", type=int, help="optimiser steps, instead of the recipe's")
    parser.add_argument("--device", default="auto", help="auto, cuda, cuda:N, mps or cpu")
    parser.add_argument("--threads", type=int, help="CPU threads for the computation")
    parser.add_argument(
        "--loader-processes", type=int, default=0, help="processes that make patches (default 0)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, and print the last validation, one row a patient."""
    import torch

    from SyntheticCTLib.inference.device import choose_device
    from SyntheticCTLib.training.recipe import load_recipe
    from SyntheticCTLib.training.run import start_run

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    trainer = start_run(
        load_recipe(arguments.recipe).changed(steps=arguments.steps),
        arguments.pairs,
        arguments.output,
        fold=arguments.fold,
        device=choose_device(arguments.device),
        loader_processes=arguments.loader_processes,
    )
    with console.working(arguments) as work:
        figures = trainer.run(work.progress, work.cancel)
    rows = [[entry.name, f"{entry.mae:.1f}", _optional(entry.bone_dice)] for entry in figures]
    text = console.table(rows, header=["patient", "MAE HU", "Dice of bone"])
    console.write_result(arguments, [entry.to_dict() for entry in figures], text)
    return 0


def _optional(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"
