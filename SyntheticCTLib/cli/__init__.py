"""The command line, ``synthetic-ct COMMAND ...``: one file per command in this folder.

A command's file has ``command``, which ``job_command`` makes of a job and of a function that shows
what came of it. What is no such command has ``add_parser(subparsers)``, which declares its
arguments, and ``run(arguments) -> int``, which returns the exit code. Imports that are slow (torch,
monai, vtk, SimpleITK) go inside the functions: the program's own ``--help`` loads every command's
file. Options that every command has (``--json``, ``--quiet``,
``--verbose``) come from ``CommandParser``; how to show progress, stop on Ctrl-C and write results
is in ``console``.

Exit codes: 0 done; 1 a fault of this program; 2 an input, model or machine that cannot be used;
130 stopped by the user. With ``--exit-code`` the answer about bone makes 0 passed, 3 not passed, 4
nobody can tell.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from SyntheticCTLib import __version__
from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.parser import CommandParser
from SyntheticCTLib.errors import (
    EXIT_CANCELLED,
    EXIT_CANNOT_TELL,
    EXIT_FAULT,
    EXIT_REFUSED,
    OUT_OF_MEMORY,
    Cancelled,
    NoAnswerError,
    SyntheticCTError,
    is_out_of_memory,
    sentence_of,
    unexpected,
)
from SyntheticCTLib.sentences import harmless
from SyntheticCTLib.threads import sleep_while_waiting

#: Every command, in the order of ``--help``. Each is a file of the same name (with ``_`` for ``-``)
#: in this folder.
COMMANDS: tuple[str, ...] = (
    "demo",
    "case",
    "cohort",
    "compare-studies",
    "commission",
    "synthesize",
    "evaluate",
    "calibration",
    "compare",
    "density",
    "convert-hu",
    "straighten",
    "report",
    "surface",
    "register",
    "segment",
    "dicom",
    "query",
    "inbox",
    "setup-totalsegmentator",
    "models",
    "phantom",
    "head-phantom",
    "simulate-cbct",
    "prepare",
    "prepare-cbct",
    "prepare-heads",
    "plan",
    "train",
    "curves",
    "cross-validate",
    "finetune",
    "score",
    "export",
    "calibrate-interval",
    "doctor",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the arguments after the program's name; None takes those of the process.

    Returns:
        The exit code (see the module).
    """
    sleep_while_waiting()
    console.make_streams_safe()
    named = sys.argv[1:2] if argv is None else argv[:1]
    # Only --help, and a name that is none, need every command's file.
    wanted = named if named and named[0] in COMMANDS else COMMANDS
    try:
        commands = {name: _command(name) for name in wanted}
    except (ImportError, MemoryError, OSError, SystemError) as error:
        return _stop(
            f"The libraries cannot be loaded ({str(error) or type(error).__name__}): give the "
            "program more memory (ulimit -v, the container's limit), or install it again.",
            EXIT_REFUSED,
        )
    defaults = argparse.Namespace(json=False, quiet=False, verbose=False)
    arguments = _parser(commands).parse_args(argv, defaults)
    console.configure_logging(arguments)
    return exit_code(commands[arguments.command].run, arguments)


def exit_code(run: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Run a command, and turn whatever it raises into a sentence and an exit code.

    Args:
        run: the command's ``run``.
        arguments: its parsed arguments; ``verbose`` shows the whole trace of an error.

    Returns:
        What ``run`` returned, or the exit code of its exception (see the module).
    """
    try:
        from SyntheticCTLib.memory import check_libraries_have_room  # loads SimpleITK

        check_libraries_have_room()
        return run(arguments)
    except (Cancelled, KeyboardInterrupt) as stop:
        return _stop(str(stop) or "Cancelled.", EXIT_CANCELLED)
    except (SyntheticCTError, OSError) as error:
        asked = isinstance(error, NoAnswerError) and getattr(arguments, "exit_code", False)
        code = EXIT_CANNOT_TELL if asked else EXIT_REFUSED
        return _stop(sentence_of(error), code, show_trace=arguments.verbose)
    except Exception as error:
        if is_out_of_memory(error):
            return _stop(OUT_OF_MEMORY, EXIT_REFUSED, show_trace=arguments.verbose)
        advice = "" if arguments.verbose else " Run it again with --verbose for the whole trace."
        return _stop(f"{unexpected(error)}{advice}", EXIT_FAULT, show_trace=arguments.verbose)


def _command(name: str) -> Any:
    """What declares and runs a command: its file's ``command``, or the file itself."""
    module = importlib.import_module(f"SyntheticCTLib.cli.{name.replace('-', '_')}")
    return getattr(module, "command", module)


def _parser(commands: dict[str, Any]) -> CommandParser:
    parser = CommandParser(
        prog="synthetic-ct",
        description="Synthetic CT from MR, and how far to trust it. Not for clinical use.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, title="commands"
    )
    for command in commands.values():
        command.add_parser(subparsers)
    return parser


def _stop(sentence: str, exit_code: int, *, show_trace: bool = False) -> int:
    if show_trace:
        traceback.print_exc(file=sys.stderr)
    console.tell(f"synthetic-ct: {harmless(sentence)}")
    return exit_code
