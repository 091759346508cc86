"""``synthetic-ct finetune``: go on training a model with one's own pairs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.statement_options import add_statement_options, stated
from SyntheticCTLib.cli.training_options import add_machine_options, page
from SyntheticCTLib.files.locks import only_one_in


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "finetune",
        help="go on training a model with your own pairs, as a new model folder",
        description="Train on from a model's weights with pairs that 'synthetic-ct prepare' "
        "aligned, and write a new model folder whose card names its parent.",
    )
    parser.add_argument("model", help="the parent: a model's id, or its folder")
    parser.add_argument("--pairs", type=Path, required=True, help="folder of aligned pairs")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the new model folder")
    parser.add_argument("--run", type=Path, dest="run_folder", help="default: OUTPUT-run")
    parser.add_argument("--fold", type=int, help="fold (0 to 3) to judge by; default: none")
    parser.add_argument("--steps", type=int, default=1000, help="optimiser steps (default 1000)")
    parser.add_argument("--learning-rate", type=float, default=1e-4, help="default 1e-4")
    parser.add_argument(
        "--second-stage",
        action="store_true",
        help="train on the second stage of a model of two, instead of the first",
    )
    add_statement_options(parser)
    add_machine_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Train on, write the model, and say where it is; alone in the run's folder."""
    output = arguments.output
    folder = arguments.run_folder or output.with_name(f"{output.name}-run")
    with only_one_in(folder, "training"):
        return _run(arguments, output, folder)


def _run(arguments: argparse.Namespace, output: Path, folder: Path) -> int:
    import torch

    from SyntheticCTLib.inference.device import choose_device
    from SyntheticCTLib.models import load_model
    from SyntheticCTLib.training.run.finetune import finetune, finetune_recipe

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    model = load_model(arguments.model)
    recipe = finetune_recipe(
        model,
        steps=arguments.steps,
        learning_rate=arguments.learning_rate,
        second_stage=arguments.second_stage,
    )
    with console.working(arguments) as watch:
        info, figures = finetune(
            model,
            arguments.pairs,
            output,
            recipe,
            statement=stated(arguments),
            run=folder,
            fold=arguments.fold,
            device=choose_device(arguments.device),
            loader_processes=arguments.loader_processes,
            watch=watch,
        )
    result = {
        "id": info.id,
        "sha256": info.sha256,
        "parent": model.info.id,
        "validation": [entry.to_dict() for entry in figures],
    }
    text = f"Wrote {output}: {info.name}, from {model.info.id}"
    console.write_result(arguments, result, f"{page(figures)}\n\n{text}" if figures else text)
    return 0
