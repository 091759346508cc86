"""``synthetic-ct cross-validate``: a recipe's figures on patients it did not learn from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.training_options import (
    add_machine_options,
    add_recipe_options,
    chosen_recipe,
    start_weights,
)
from SyntheticCTLib.files.locks import only_one_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from SyntheticCTLib.training.run.cross_validation import CrossSummary
    from SyntheticCTLib.training.score.confidence import MeanInterval


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "cross-validate",
        help="train and score a recipe on every fold, with repeats and generalisation experiments",
        description="Part the patients into folds, train once without each, and score every "
        "patient by the network that did not see it. Started again, it goes on where it stopped.",
    )
    parser.add_argument("recipe", help="a name in Resources/training, or a recipe's JSON file")
    parser.add_argument("pairs", type=Path, help="folder of aligned pairs")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder, made if missing")
    parser.add_argument("--folds", type=int, default=4, help="number of folds (default 4)")
    parser.add_argument("--repeats", type=int, default=1, help="repeats with other seeds")
    parser.add_argument(
        "--groups",
        metavar="COLUMN",
        help="column of PAIRS/alignment.csv, as region: train also on each group alone and on all "
        "others, and score group by group",
    )
    parser.add_argument("--grades", default="", help="grades in the summary (default all)")
    add_recipe_options(parser)
    add_machine_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Train, score, and show the table; alone in the folder."""
    with only_one_in(arguments.output, "cross-validation"):
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    import torch

    from SyntheticCTLib.files.atomic import atomic_path
    from SyntheticCTLib.inference.device import choose_device
    from SyntheticCTLib.training.data.aligned_pairs import find_pairs
    from SyntheticCTLib.training.run.cross_validation import cross_validate, summarise
    from SyntheticCTLib.training.run.experiments import groups_of, plan_experiments

    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    groups = None
    if arguments.groups:
        groups = groups_of(arguments.pairs, find_pairs(arguments.pairs), arguments.groups)
    experiments = plan_experiments(arguments.pairs, folds=arguments.folds, groups=groups)
    recipe = chosen_recipe(arguments)
    with console.working(arguments) as watch:
        scores = cross_validate(
            recipe,
            arguments.pairs,
            arguments.output,
            experiments,
            repeats=arguments.repeats,
            groups=groups,
            device=choose_device(arguments.device),
            loader_processes=arguments.loader_processes,
            weights=start_weights(arguments, recipe),
            watch=watch,
        )
    summary = summarise(scores, arguments.grades)
    columns = recipe.image_task.table_columns
    with atomic_path(arguments.output / "summary.md") as temporary:
        temporary.write_text(markdown(summary, columns), encoding="utf-8")
    header, *rows = cells(summary, columns)
    data = {"summary": summary, "patients": scores}
    console.write_result(arguments, data, console.table(rows, header=header))
    return 0


def cells(summary: list[CrossSummary], columns: Mapping[str, str]) -> list[list[str]]:
    """The table of means with their intervals, header first; columns are keys with titles."""
    rows = [["trained on", "tested on", "patients", *columns.values()]]
    for row in summary:
        figures = [_interval(row.figures[column]) for column in columns]
        rows.append([row.setting, row.tested, str(row.patients), *figures])
    return rows


def markdown(summary: list[CrossSummary], columns: Mapping[str, str]) -> str:
    """The same as a Markdown table: means with 95 % confidence intervals."""
    header, *rows = cells(summary, columns)
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _interval(found: MeanInterval | None) -> str:
    if found is None:
        return "undefined"
    digits = 3 if abs(found.mean) < 10 else 1
    if found.low is None or found.high is None:
        return f"{found.mean:.{digits}f}"
    return f"{found.mean:.{digits}f} ({found.low:.{digits}f} to {found.high:.{digits}f})"
