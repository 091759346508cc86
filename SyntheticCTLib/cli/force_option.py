"""``--force`` of the commands that are no jobs: in the words of the jobs' option."""

from __future__ import annotations

import argparse

from SyntheticCTLib.jobs.force import ForceOption
from SyntheticCTLib.options import declared


def add_force(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    (force,) = declared(ForceOption)
    parser.add_argument("--force", action="store_true", help=force.option.help)
