"""The parser of every command: options that all of them have, and wrong arguments in a sentence."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from SyntheticCTLib.errors import EXIT_REFUSED
from SyntheticCTLib.sentences import on_one_line

#: How argparse says that a word is none of those that an argument takes.
_CHOICE = re.compile(r"argument (?P<name>.+?): invalid choice: '(?P<given>.*)' \(choose from .*\)")


class CommandParser(argparse.ArgumentParser):
    """A parser that takes the options that every command and sub-command has.

    ``argparse`` makes sub-parsers of their parent's class, so they have them too, and an option may
    stand before or after the command's name.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        common = self.add_argument_group("output")
        common.add_argument(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,
            help="write the result as JSON on standard output (progress goes to standard error)",
        )
        common.add_argument(
            "--quiet",
            action="store_true",
            default=argparse.SUPPRESS,
            help="no progress and no warnings, only errors",
        )
        common.add_argument(
            "--verbose",
            action="store_true",
            default=argparse.SUPPRESS,
            help="log each step, and the whole trace of an unexpected error",
        )

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Refuse what is left over here, where the command's options are known."""
        found, left = super().parse_known_args(args, namespace)
        if left:
            self.error(_unknown(left[0], list(self._option_string_actions)))
        return found, left

    def error(self, message: str) -> NoReturn:
        """One sentence, and exit code 2."""
        if wrong := _CHOICE.fullmatch(message):
            message = self._wrong_choice(wrong["name"], wrong["given"])
        sentence = message[:1].upper() + message[1:] + ("" if message.endswith("?") else ".")
        print(f"synthetic-ct: {on_one_line(sentence)} See {self.prog} --help.", file=sys.stderr)
        raise SystemExit(EXIT_REFUSED)

    def _wrong_choice(self, name: str, given: str) -> str:
        choices = [
            str(choice)
            for action in self._actions
            if name in (action.metavar, action.dest, "/".join(action.option_strings))
            for choice in action.choices or ()
        ]
        return _unknown(given, choices, f"{name} cannot be {given!r}")


def _unknown(given: str, known: Sequence[str], sentence: str = "") -> str:
    """What is wrong, with the nearest right word, or all of a few."""
    sentence = sentence or f"There is no argument {given!r}"
    near = get_close_matches(given.split("=")[0], known, n=1)
    if near:
        return f"{sentence}: did you mean {near[0]}?"
    return f"{sentence}: choose from {', '.join(known)}" if 0 < len(known) <= 8 else sentence
