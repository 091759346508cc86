"""``synthetic-ct plan``: fit a recipe to one's pairs and memory."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console

#: Share of the free memory that a plan uses when none is named.
_SHARE = 0.9


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "plan",
        help="fit a recipe's spacing, patch, batch and epochs to your pairs and memory",
        description="Read the pairs' voxels and sizes, and write the recipe with spacing, patch, "
        "batch and epochs that fit them and the memory. Each can be given instead. The network "
        "stays the recipe's.",
    )
    parser.add_argument("recipe", help="a name in Resources/training, or a recipe's JSON file")
    parser.add_argument("pairs", type=Path, help="folder of aligned pairs")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the new recipe, JSON")
    parser.add_argument("--memory", type=float, metavar="GIB", help="default: what is free now")
    parser.add_argument("--spacing", type=float, nargs=3, metavar=("I", "J", "K"), help="mm")
    parser.add_argument("--patch", type=int, nargs=3, metavar=("K", "J", "I"), help="voxels")
    parser.add_argument("--batch", type=int, help="patches a step")
    parser.add_argument("--epochs", type=int, help="epochs of 250 steps")
    parser.add_argument("--device", default="auto", help="auto, cuda, cuda:N, mps or cpu")


def run(arguments: argparse.Namespace) -> int:
    """Plan, write, and show what changed."""
    from dataclasses import replace

    from SyntheticCTLib.files.atomic import atomic_path
    from SyntheticCTLib.inference.device import choose_device, free_memory
    from SyntheticCTLib.training.data.fingerprint import take_fingerprint
    from SyntheticCTLib.training.run.planning import EPOCH, plan_recipe, training_bytes
    from SyntheticCTLib.training.run.recipe import load_recipe

    recipe = load_recipe(arguments.recipe)
    device = choose_device(arguments.device)
    free = free_memory(device) or 8 * 2**30
    memory = arguments.memory * 2**30 if arguments.memory else _SHARE * free
    bytes_per_value = 2 if device.type == "cuda" else 4
    found = take_fingerprint(arguments.pairs, recipe.frame["orientation"])
    planned = plan_recipe(
        replace(recipe, name=arguments.output.stem),
        found,
        memory=memory,
        bytes_per_value=bytes_per_value,
        spacing=arguments.spacing,
        patch=arguments.patch,
        batch=arguments.batch,
        epochs=arguments.epochs,
    )
    with atomic_path(arguments.output) as temporary:
        temporary.write_text(json.dumps(planned.to_dict(), indent=2) + "\n", encoding="utf-8")
    need = training_bytes(planned, bytes_per_value=bytes_per_value) / 2**30
    rows = [
        [label, str(old), str(new)]
        for label, old, new in (
            ("spacing i, j, k, mm", recipe.frame["spacing_mm"], planned.frame["spacing_mm"]),
            ("patch k, j, i", recipe.patch_size, planned.patch_size),
            ("batch", recipe.batch_size, planned.batch_size),
            ("epochs", recipe.steps / EPOCH, planned.steps / EPOCH),
        )
    ]
    text = console.table(rows, header=["", "recipe", "planned"])
    size = f"{found.patients} pairs; about {need:.1f} of {memory / 2**30:.1f} GiB"
    console.write_result(
        arguments,
        {"recipe": planned.to_dict(), "bytes": need * 2**30},
        f"{text}\n\n{size}\nWrote {arguments.output}",
    )
    return 0
