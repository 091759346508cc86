"""The parser of every command: options that all of them have, and wrong arguments in a sentence."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from SyntheticCTLib.cli.progress_bar import put
from SyntheticCTLib.errors import EXIT_REFUSED
from SyntheticCTLib.sentences import on_one_line

#: How argparse says that a word is none of those that an argument takes.
_CHOICE = re.compile(r"argument (?P<name>.+?): invalid choice: '(?P<given>.*)' \(choose from .*\)")

#: How it says that a word is no number.
_NUMBER = re.compile(r"argument (?P<name>.+?): invalid (?P<kind>\w+) value: (?P<given>.*)")

#: What each type of an option takes, in words.
_NUMBERS = {"int": "a whole number", "float": "a number", "percent": "a number of per cent"}

#: How it says that something is missing, which a word that is spelt wrong may have been.
_MISSING = "the following arguments are required:"


class CommandParser(argparse.ArgumentParser):
    """A parser that takes the options that every command and sub-command has.

    ``argparse`` makes sub-parsers of their parent's class, so they have them too, and an option may
    stand before or after the command's name.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._given: list[str] = []
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
        self._given = list(sys.argv[1:] if args is None else args)
        found, left = super().parse_known_args(args, namespace)
        if left:
            self.error(_unknown(left[0], list(self._option_string_actions)))
        return found, left

    def error(self, message: str) -> NoReturn:
        """One sentence, and exit code 2."""
        if wrong := _CHOICE.fullmatch(message):
            message = self._wrong_choice(wrong["name"], wrong["given"])
        elif wrong := _NUMBER.fullmatch(message):
            message = _no_number(wrong["name"], wrong["kind"], wrong["given"])
        elif message.startswith(_MISSING) and (unknown := self._unknown_option()):
            message = _unknown(unknown, list(self._option_string_actions))
        sentence = message[:1].upper() + message[1:] + ("" if message.endswith("?") else ".")
        put(sys.stderr, f"synthetic-ct: {on_one_line(sentence)} See {self.prog} --help.\n")
        raise SystemExit(EXIT_REFUSED)

    def _unknown_option(self) -> str:
        """The first word that looks like an option and is the beginning of none; "" for none."""
        words = [word for word in self._given if re.match(r"--?[A-Za-z]", word)]
        short = {name[1] for name in self._option_string_actions if not name.startswith("--")}
        known = tuple(self._option_string_actions)
        for word in words:
            name = word.split("=")[0]
            together = not name.startswith("--") and name[1] in short  # -ofile
            if not together and not any(one.startswith(name) for one in known):
                return word
        return ""

    def _wrong_choice(self, name: str, given: str) -> str:
        choices = [
            str(choice)
            for action in self._actions
            if name in (action.metavar, action.dest, "/".join(action.option_strings))
            for choice in action.choices or ()
        ]
        return _unknown(given, choices, f"{name} cannot be {given!r}")


def _no_number(name: str, kind: str, given: str) -> str:
    return f"Argument {name} takes {_NUMBERS.get(kind, kind)}, without a unit; got {given}"


def _unknown(given: str, known: Sequence[str], sentence: str = "") -> str:
    """What is wrong, with the nearest right word, or all of a few."""
    sentence = sentence or f"There is no argument {given!r}"
    near = get_close_matches(given.split("=")[0], known, n=1)
    if near:
        return f"{sentence}: did you mean {near[0]}?"
    return f"{sentence}: choose from {', '.join(known)}" if 0 < len(known) <= 8 else sentence
