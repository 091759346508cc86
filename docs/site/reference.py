"""The parts of the reference that are made from the code when the site is built."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
from collections.abc import Callable, Iterable

import SyntheticCTLib
from SyntheticCTLib import cli


def commands() -> str:
    """Every command's help, as its own parser prints it."""
    parts = []
    for name in cli.COMMANDS:
        parts.append(f"### {name}\n\n```text\n{help_of(name)}```\n")
    return "\n".join(parts)


def help_of(*words: str) -> str:
    """What ``synthetic-ct WORDS --help`` prints."""
    os.environ["COLUMNS"] = "84"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        cli.main([*words, "--help"])
    return printed.getvalue()


def python() -> str:
    """Every public name of the library, for mkdocstrings."""
    return _entries(getattr(SyntheticCTLib, name) for name in SyntheticCTLib.__all__)


def jobs() -> str:
    """Every job, for mkdocstrings."""
    from SyntheticCTLib.jobs.jobs import TASKS

    return _entries(TASKS.values())


def model_metadata() -> str:
    """The typed form of a model's metadata, and the parts of it."""
    from SyntheticCTLib.models.info import ModelInfo, Refinement, WeightsFile

    return _entries([ModelInfo, Refinement, WeightsFile])


def _entries(things: Iterable[object]) -> str:
    """mkdocstrings' entry of each function or class."""
    parts = []
    for thing in things:
        parts.append(f"::: {thing.__module__}.{thing.__qualname__}")
        if dataclasses.is_dataclass(thing):
            # Attributes stand in the class's docstring; listing them once more says nothing.
            parts.append('    options:\n      filters: ["!^[a-z_]+$"]')
        parts.append("")
    return "\n".join(parts)


#: What takes the place of each ``<!-- generated: NAME -->``.
GENERATED: dict[str, Callable[[], str]] = {
    "commands": commands,
    "python": python,
    "jobs": jobs,
    "model-metadata": model_metadata,
}
