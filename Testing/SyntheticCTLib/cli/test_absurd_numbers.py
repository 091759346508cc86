"""Numbers that nobody can mean: every numeric option of every command refuses them at once."""

import argparse
import dataclasses
from typing import get_args

import pytest

from SyntheticCTLib.cli import COMMANDS, _command, _parser, main
from SyntheticCTLib.cohort.job import CohortJob
from SyntheticCTLib.jobs.registry import kinds_of_job
from SyntheticCTLib.options import declared

ABSURD = ("nan", "inf", "-inf", "1e300", "-1e300")
ABSURD_INTEGERS = (str(10**30), str(-(10**30)))


def kinds_in(kind):
    """The types that a type is made of: those of its members, or itself."""
    inside = get_args(kind)
    return set().union(*map(kinds_in, inside)) if inside else {kind}


NUMBERS = [
    (job, one)
    for job in (*kinds_of_job().values(), CohortJob)
    for one in declared(job)
    if kinds_in(one.kind) & {int, float}
]


@pytest.mark.parametrize(("job", "one"), NUMBERS, ids=lambda x: getattr(x, "name", ""))
def test_every_number_says_its_limits(job, one):
    low, high = one.option.limits
    values = one.default if isinstance(one.default, tuple) else (one.default,)
    chosen = [v for v in values if v is not None and v is not dataclasses.MISSING]
    assert all(low <= value <= high for value in chosen)
    assert low < high <= 1e15


def commands():
    """Every parser by the words that lead to it."""
    found, waiting = {}, [((), _parser({name: _command(name) for name in COMMANDS}))]
    while waiting:
        words, parser = waiting.pop()
        inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        waiting += [((*words, n), one) for a in inner for n, one in a.choices.items()]
        if not inner:
            found[words] = parser
    return found


def takes_numbers(action):
    """Whether an argument is a number, or several."""
    try:
        return action.type is not None and isinstance(action.type("1"), (int, float))
    except Exception:  # its own refusal of what is no number
        return False


def arguments():
    for words, parser in commands().items():
        for action in parser._actions:
            if action.option_strings and takes_numbers(action):
                yield words, parser, action


def several(action, value):
    return [value] * action.nargs if isinstance(action.nargs, int) else [value]


def required(parser, action):
    """What a command needs beside one argument; nothing of it is there."""
    for other in parser._actions:
        if other is action or isinstance(other, argparse._HelpAction):
            continue
        if other.required or (not other.option_strings and other.nargs != "?"):
            value = str(next(iter(other.choices))) if other.choices else "1=missing"
            yield from (*other.option_strings[:1], value)


ARGUMENTS = list(arguments())


@pytest.mark.parametrize(
    ("words", "parser", "action"),
    ARGUMENTS,
    ids=[" ".join((*words, action.option_strings[0])) for words, _, action in ARGUMENTS],
)
def test_absurd_numbers_are_one_sentence_about_that_option(
    words, parser, action, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    whole = action.type in (int,) or isinstance(action.type("1"), int)
    for absurd in ABSURD_INTEGERS if whole else ABSURD:
        line = [*words, *required(parser, action), f"{action.option_strings[0]}={absurd}"]
        if isinstance(action.nargs, int) or action.nargs in ("*", "+"):
            line[-1:] = [action.option_strings[0], *several(action, absurd)]
            if absurd.startswith("-"):
                continue  # the parser itself takes it for an option
        try:
            code = main(line)
        except SystemExit as stop:
            code = stop.code
        told = capsys.readouterr().err.strip()
        assert (code, told.count("\n")) == (2, 0), f"{line}: {told}"
        names = {action.dest, action.dest.replace("_", "-"), *action.option_strings}
        assert any(name in told for name in names), f"{line}: {told}"
        assert "must be" in told, f"{line}: {told}"
        assert list(tmp_path.iterdir()) == []
