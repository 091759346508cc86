"""``synthetic-ct commission``: what a site has measured, as a certificate and for later runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command's arguments."""
    parser = subparsers.add_parser(
        "commission",
        help="a site's expected accuracy, action levels and certificate from its own study",
        description="From the patients of a study: the accuracy to expect of further ones, action "
        "levels, a certificate page with model, data, date and limits, and commission.json, by "
        "which synthesize, case and cohort warn where inputs or model drift (--commissioned).",
    )
    parser.add_argument("study", type=Path, help="folder of a study with CTs")


def run(arguments: argparse.Namespace) -> int:
    """Derive, write, show."""
    from SyntheticCTLib.cohort.commission import commission

    with console.working(arguments) as watch:
        known, files = commission(arguments.study, watch=watch)
    rows = [
        [one.figure, f"{one.bad} {one.level:.4g}", f"{one.between:.1%}"] for one in known.levels
    ]
    lines = [
        f"{known.model} {known.version}: {known.lowest_share:.1%} or more of the bone surface "
        f"within {known.tolerance_mm:g} mm for {known.between:.1%} of further patients of this "
        f"kind; half of {len(known.patients)} reached {known.expected_share:.1%}.",
        "",
        console.table(rows, header=["figure", "look where it is", "kept by"]),
        "",
        f"Certificate: {files['certificate.html']}",
        "Not for clinical use.",
    ]
    console.write_result(arguments, {"files": files, "commissioned": known}, "\n".join(lines))
    return 0
