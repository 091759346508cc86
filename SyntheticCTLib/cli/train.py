"""``synthetic-ct train``: train a network on aligned pairs by a recipe, or continue."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.training_options import (
    add_machine_options,
    add_recipe_options,
    chosen_recipe,
    page,
    start_weights,
)
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.locks import only_one_in

if TYPE_CHECKING:
    from SyntheticCTLib.tasks.trained_task import Figures
    from SyntheticCTLib.training.run.processes import Processes
    from SyntheticCTLib.training.run.recipe import Recipe


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "train",
        help="train a network on aligned pairs, or continue a run that was stopped",
        description="Train a network by a recipe on pairs that 'synthetic-ct prepare' aligned. "
        "Started again with the same output folder, it continues at the last checkpoint. Several "
        "GPUs: torchrun --nproc-per-node N -m SyntheticCTLib.cli train ...",
    )
    parser.add_argument("recipe", help="a name in Resources/training, or a recipe's JSON file")
    parser.add_argument("pairs", type=Path, help="folder of aligned pairs")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder of the run")
    parser.add_argument(
        "--start",
        metavar="MODEL",
        help="start from the weights of a model (its id or folder) of the recipe's network",
    )
    folds = parser.add_mutually_exclusive_group()
    folds.add_argument("--fold", type=int, help="fold (0 to 3) to validate on; default: none")
    folds.add_argument(
        "--folds",
        type=int,
        nargs="+",
        metavar="FOLD",
        help="one run for each of these folds, in OUTPUT/fold_<n>",
    )
    add_recipe_options(parser)
    add_machine_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Train, and print the last validation, one row a patient."""
    import torch

    from SyntheticCTLib.training.run.processes import joined_processes

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    recipe = chosen_recipe(arguments)
    with joined_processes(arguments.device) as (processes, device):
        arguments.quiet |= not processes.is_first
        if arguments.folds is None:
            figures = _train(arguments, recipe, arguments.fold, arguments.output, processes, device)
        else:
            figures = []
            for fold in arguments.folds:
                folder = arguments.output / f"fold_{fold}"
                figures += _train(arguments, recipe, fold, folder, processes, device)
    if processes.is_first:
        console.write_result(arguments, [entry.to_dict() for entry in figures], page(figures))
    return 0


def _train(
    arguments: argparse.Namespace,
    recipe: Recipe,
    fold: int | None,
    folder: Path,
    processes: Processes,
    device: str,
) -> list[Figures]:
    # Of processes that train together, the first holds the folder for all.
    held = only_one_in(folder, "training") if processes.is_first else nullcontext()
    with held:
        return _trained(arguments, recipe, fold, folder, processes, device)


def _trained(
    arguments: argparse.Namespace,
    recipe: Recipe,
    fold: int | None,
    folder: Path,
    processes: Processes,
    device: str,
) -> list[Figures]:
    from SyntheticCTLib.inference.device import choose_device
    from SyntheticCTLib.training.run.run import start_run
    from SyntheticCTLib.training.run.starting_point import starting_point

    start = None if arguments.start is None else starting_point(arguments.start, recipe)
    if start is not None and arguments.encoder_weights is not None:
        raise InputError("Give --start or --encoder-weights, not both: each sets the weights.")
    trainer = start_run(
        recipe,
        arguments.pairs,
        folder,
        fold=fold,
        device=choose_device(device),
        loader_processes=arguments.loader_processes,
        statistics=start.statistics if start else None,
        weights=start.weights if start else start_weights(arguments, recipe),
        parent=start.parent if start else None,
        widened=start.widened if start else False,
        processes=processes,
    )
    with console.working(arguments) as watch:
        return trainer.run(watch)
