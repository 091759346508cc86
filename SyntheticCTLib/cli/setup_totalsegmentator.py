"""``synthetic-ct setup-totalsegmentator``: an environment of its own for TotalSegmentator."""

from __future__ import annotations

import argparse
from typing import Any

from SyntheticCTLib.cli import console


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "setup-totalsegmentator",
        help="install TotalSegmentator into an environment of its own",
        description="Makes a virtual environment and installs a tested TotalSegmentator with pip "
        "(3 to 6 GB). Its weights are downloaded when a task first needs them.",
    )
    parser.add_argument(
        "--folder", help="where (default: totalsegmentator in ~/.synthetic-ct or SYNTHETICCT_HOME)"
    )
    parser.add_argument(
        "--with",
        dest="requirements",
        action="append",
        default=[],
        metavar="REQUIREMENT",
        help="a further pip requirement, for example torch==2.13.0; may be repeated",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the environment."""
    from SyntheticCTLib.segmentation.guest.environment import INTERPRETER_VARIABLE, guest_folder
    from SyntheticCTLib.segmentation.guest.install import set_up_guest

    with console.working(arguments) as watch:
        guest = set_up_guest(
            arguments.folder,
            requirements=tuple(arguments.requirements),
            watch=watch,
        )
    text = f"TotalSegmentator {guest.version} is ready: {guest.interpreter}"
    if arguments.folder and arguments.folder != str(guest_folder()):
        text += f"\nTell synthetic-ct of it: {INTERPRETER_VARIABLE}={arguments.folder}"
    result = {
        "version": guest.version,
        "interpreter": guest.interpreter,
        "tasks": sorted(guest.tasks),
        "licensed": sorted(guest.licensed),
    }
    console.write_result(arguments, result, text)
    return 0
