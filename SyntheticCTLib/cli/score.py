"""``synthetic-ct score``: a model's figures on patients that it did not learn from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "score",
        help="score a model on aligned pairs of a held-out fold, beside baselines",
        description="Synthesize every MR of a fold and score it against the aligned CT in the body "
        "of both scans; the same for the logarithmic inversion of the MR and for the training "
        "patients' mean HU. Of pairs of cone-beam CT: inside the body as far as the scan saw it, "
        "the error by tissue too, and the same for the CBCT itself, as it is and on the straight "
        "line that brings its grey values nearest to the CT. A model from CT to MR is scored the "
        "other way round, each of its pictures, beside the training patients' mean signal of each "
        "HU.",
    )
    parser.add_argument("model", help="a model's id, or its folder")
    parser.add_argument("pairs", type=Path, help="folder of aligned pairs")
    parser.add_argument("--fold", type=int, default=0, help="the held-out fold (default 0)")
    parser.add_argument(
        "--grades",
        default="AB",
        help="grades in the summary (default AB); pairs without a grade all count",
    )
    parser.add_argument("--device", default="auto", help="auto, cuda, cuda:N, mps or cpu")
    parser.add_argument("--keep", type=Path, help="folder in which to keep the images")
    parser.add_argument("--steps", type=int, help="of a sampled MR (default: the model's)")
    parser.add_argument("--seed", type=int, default=0, help="of a sampled MR (default 0)")
    parser.add_argument(
        "--pictures",
        type=Path,
        metavar="FOLDER",
        help="draw CBCT, synthetic CT, CT and their difference for every patient, <id>_axial.png",
    )
    parser.add_argument("-o", "--output", type=Path, help="CSV file, one row a patient and method")


def run(arguments: argparse.Namespace) -> int:
    """Score, write the table, and print it with the medians."""
    from SyntheticCTLib.models import load_model
    from SyntheticCTLib.tasks.registry import image_task_of
    from SyntheticCTLib.training.score.scores import median_rows, write_scores
    from SyntheticCTLib.training.score.scoring import score_fold

    model = load_model(arguments.model)
    sampling = {"steps": arguments.steps, "seed": arguments.seed}
    with console.working(arguments) as watch:
        scores = score_fold(
            model,
            arguments.pairs,
            arguments.fold,
            device=arguments.device,
            keep=arguments.keep,
            pictures=arguments.pictures,
            watch=watch,
            **image_task_of(model.info).options(**sampling),
        )
    if arguments.output:
        write_scores(scores, arguments.output)
    rows = [score.to_row() for score in scores]
    graded = any(score.grade for score in scores)
    medians = median_rows(scores, tuple(arguments.grades) if graded else ("",))
    each = [[_cell(row[name]) for name in row] for row in rows]
    shown = arguments.grades if graded else ""
    summary = [
        ["median", str(row["region"]), shown, str(row["method"]), f"n={row['patients']}"]
        + [_quartiles(row[column]) for column in scores[0].figures]
        for row in medians
    ]
    text = console.table(each + summary, header=list(rows[0]))
    console.write_result(arguments, {"patients": rows, "medians": medians}, text)
    return 0


def _cell(value: object) -> str:
    if value is None:
        return "undefined"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _quartiles(value: object) -> str:
    return f"{value[0]:.3f}" if isinstance(value, tuple) else "undefined"
