"""Options of the commands that write a model: what only whoever trained it can say."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from SyntheticCTLib.files.text_files import read_text

if TYPE_CHECKING:
    from SyntheticCTLib.training.run.statement import Statement

_TEXTS = {
    "name": "title of the model (default: the recipe's)",
    "data": "where the training data come from, and their terms",
    "authors": "who made the model",
    "model-version": "version of the model",
    "changelog": "what is new in this version",
}


def add_statement_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options. What is left out is written as "not stated"."""
    group = parser.add_argument_group('of the model ("not stated" where it is left out)')
    for name, words in _TEXTS.items():
        group.add_argument(f"--{name}", metavar="TEXT", help=words)
    group.add_argument("--licence", type=Path, help="file with the licence text of the weights")


def stated(arguments: argparse.Namespace) -> Statement:
    """What was said."""
    from SyntheticCTLib.training.run.statement import Statement

    given = {
        "name": arguments.name,
        "data": arguments.data,
        "authors": arguments.authors,
        "version": arguments.model_version,
        "changelog": arguments.changelog,
        "licence": arguments.licence and read_text(arguments.licence),
    }
    return Statement(**{name: text for name, text in given.items() if text is not None})
