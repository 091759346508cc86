"""``synthetic-ct report``: the HTML report of a comparison, made again from the files it saved."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from SyntheticCTLib.cli import console


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "report",
        help="make the report of a comparison again",
        description="Make the HTML report from the figures and pictures in the folder that "
        "compare wrote. Nothing is measured again.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of a comparison")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: report.html in FOLDER"
    )
    parser.add_argument("--title", help="name of the case (default: the one that was saved)")


def run(arguments: argparse.Namespace) -> int:
    """Write the report."""
    from SyntheticCTLib.report.build import write_report

    written = write_report(arguments.folder, arguments.output, title=arguments.title)
    console.write_result(arguments, {"report": written}, f"Wrote {written}")
    return 0
