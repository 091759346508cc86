"""``synthetic-ct compare-studies``: two models or versions on the same patients."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SyntheticCTLib.cli import console
from SyntheticCTLib.errors import InputError

if TYPE_CHECKING:
    from SyntheticCTLib.cohort.figures.paired import PairedFigure


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "compare-studies",
        help="two studies of the same patients: differences, and whether one is no worse",
        description="Pair two studies by patient: mean differences with intervals, Wilcoxon's "
        "test, effect sizes, Holm's correction, and non-inferiority by margins that you state.",
    )
    parser.add_argument("study", type=Path, help="the study that is judged")
    parser.add_argument("other", type=Path, help="the one that it is held against")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FOLDER", help="for page and table, made if missing"
    )
    parser.add_argument(
        "--margin",
        action="append",
        default=[],
        metavar="FIGURE=VALUE",
        help="how much worse STUDY may be in a figure (a column of summary.csv), in its unit; "
        "shares from 0 to 1; may be given again",
    )


def run(arguments: argparse.Namespace) -> int:
    """Pair, write, show."""
    from SyntheticCTLib.cohort.figures.paired import paired_figures
    from SyntheticCTLib.cohort.figures.patients import read_patients
    from SyntheticCTLib.cohort.pages.paired_page import write_paired
    from SyntheticCTLib.cohort.reading import read_results

    margins = dict(_margin(text) for text in arguments.margin)
    folders = arguments.study, arguments.other
    first, second = (read_patients(folder, read_results(folder)[1]) for folder in folders)
    found = paired_figures(first, second, margins)
    files = {}
    if arguments.output is not None:
        arguments.output.mkdir(parents=True, exist_ok=True)
        names = tuple(folder.absolute().name for folder in folders)
        if names[0] == names[1]:
            names = tuple(str(folder) for folder in folders)
        files = write_paired(found, (names[0], names[1]), arguments.output)
    rows = [_row(one) for one in found]
    header = ["figure", "n", "first", "second", "difference", "effect", "p", "Holm", "no worse"]
    text = console.table(rows, header=header)
    console.write_result(arguments, {"files": files, "figures": [_data(o) for o in found]}, text)
    return 0


def _margin(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise InputError(f"--margin is FIGURE=VALUE, as mae_hu=5; got {text!r}.") from None


def _row(one: PairedFigure) -> list[str]:
    interval = "" if one.low is None else f" ({one.low:+.3g} to {one.high:+.3g})"
    said = {None: "", True: "yes", False: "not shown"}[one.no_worse]
    means = [f"{one.first:.4g}", f"{one.second:.4g}", f"{one.difference:+.3g}{interval}"]
    tests = [f"{one.effect:+.2f}", f"{one.p:.4f}", f"{one.p_holm:.4f}"]
    return [one.column.name, str(one.patients), *means, *tests, said]


def _data(one: PairedFigure) -> dict[str, Any]:
    return {**{k: v for k, v in vars(one).items() if k != "column"}, "figure": one.column.name}
