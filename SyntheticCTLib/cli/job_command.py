"""A command that carries out a job: its arguments are the options of the job's class."""

from __future__ import annotations

import argparse
import dataclasses
import logging
from collections.abc import Callable
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from SyntheticCTLib.cli import console
from SyntheticCTLib.cli.answers import add_exit_code, exit_code_of
from SyntheticCTLib.jobs.job import Job, JobResult, run_job
from SyntheticCTLib.options import Declared, built, check_limits, declared

if TYPE_CHECKING:
    from SyntheticCTLib.surface.measure.verdict import Verdict

_log = logging.getLogger(__name__)

AnyJob = TypeVar("AnyJob", bound=Job)


class Shown(NamedTuple):
    """What a command shows of what came of its job.

    Attributes:
        data: for machines, see ``console.write_result``.
        text: for people.
        verdict: the answer about bone, which ``--exit-code`` makes an exit code.
    """

    data: Any
    text: str
    verdict: Verdict | None = None


class JobCommand(NamedTuple):
    """A command that carries out a job.

    Attributes:
        add_parser: declares it, with the options of the job.
        run: carries the job out and shows what came of it.
    """

    add_parser: Callable[[argparse._SubParsersAction[Any]], None]
    run: Callable[[argparse.Namespace], int]


def job_command(
    kind: type[AnyJob], *, summary: str, description: str, answers: bool = False
) -> Callable[[Callable[[AnyJob, JobResult], Shown]], JobCommand]:
    """Make a command of the function that shows what came of a job.

    Args:
        kind: the job.
        summary: what it does, in the list of commands.
        description: what it does, in its own help.
        answers: it has an answer about bone, and so ``--exit-code``.
    """

    def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:
        parser = add_job_parser(subparsers, kind, summary=summary, description=description)
        if answers:
            add_exit_code(parser)

    def made(show: Callable[[AnyJob, JobResult], Shown]) -> JobCommand:
        def run(arguments: argparse.Namespace) -> int:
            shown = show(*carry_out(arguments, kind))
            console.write_result(arguments, shown.data, shown.text)
            return exit_code_of(arguments, shown.verdict) if answers else 0

        return JobCommand(add_parser, run)

    return made


def add_job_parser(
    subparsers: argparse._SubParsersAction[Any], kind: type[Job], *, summary: str, description: str
) -> argparse.ArgumentParser:
    """Declare a job's command and its arguments; its parser comes back for arguments of its own."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        kind.name, help=summary, description=description
    )
    add_job_options(parser, kind)
    return parser


def add_job_options(parser: argparse.ArgumentParser, kind: type[Job]) -> None:
    """Declare a job's arguments."""
    groups: dict[str, Any] = {"": parser}
    for one in declared(kind):
        title = one.option.group
        if one.option.shown:
            if title not in groups:
                groups[title] = parser.add_argument_group(title)
            _add(groups[title], one)


def job_of(arguments: argparse.Namespace, kind: type[AnyJob]) -> AnyJob:
    """The job that was asked for. What was not given stays as its class declares it."""
    return built(kind, given_options(arguments, kind))


def given_options(arguments: argparse.Namespace, kind: type[Job]) -> dict[str, Any]:
    """The options of a job that were given, by name.

    Raises:
        InputError: a number makes no sense; the sentence has the option's name here.
    """
    given = vars(arguments)
    chosen = [one for one in declared(kind) if one.name in given]
    values = {one.name: given[one.name] for one in chosen}
    for one in chosen:
        check_limits(one, values[one.name], _flags(one)[0])
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return values | lists


def carry_out(arguments: argparse.Namespace, kind: type[AnyJob]) -> tuple[AnyJob, JobResult]:
    """Carry out the job that was asked for, with a progress bar, until Ctrl-C."""
    job = job_of(arguments, kind)
    tell_what_is_replaced(job)
    with console.working(arguments) as watch:
        return job, run_job(job, watch)


def tell_what_is_replaced(job: Job) -> None:
    """Say what an earlier command made and this one makes anew, before anything is done."""
    for path in job.replaced():
        what = "holds earlier results: they" if path.is_dir() else "is there already: it"
        _log.warning(
            "%s %s will be replaced when the new is complete; Ctrl-C keeps it.", path, what
        )


def _add(parser: Any, one: Declared) -> None:
    """Declare one option."""
    about, form = one.option, _form(one)
    if about.positional:
        if one.default is not dataclasses.MISSING:
            form |= {"nargs": "?", "default": argparse.SUPPRESS}
        parser.add_argument(one.name, help=_help(one), **form)
        return
    form |= {"dest": one.name, "default": argparse.SUPPRESS}
    if about.constants:
        parser = parser.add_mutually_exclusive_group()
    if about.flags or not about.constants:
        required = one.default is dataclasses.MISSING
        parser.add_argument(*_flags(one), required=required, help=_help(one), **form)
    if about.hidden:
        parser.add_argument(*about.hidden, help=argparse.SUPPRESS, **form)
    for flag, (value, words) in about.constants.items():
        parser.add_argument(
            flag,
            dest=one.name,
            default=argparse.SUPPRESS,
            action="store_const",
            const=value,
            help=words,
        )


def _flags(one: Declared) -> tuple[str, ...]:
    """The names of an option on the command line, a positional argument's without dashes."""
    if one.option.positional:
        return (one.name,)
    return one.option.flags or (f"--{one.name.replace('_', '-')}",)


def _form(one: Declared) -> dict[str, Any]:
    """How the values of an option's type are read."""
    kind = _without_none(one.kind)
    if kind is bool:
        return {"action": "store_false" if one.default else "store_true"}
    form: dict[str, Any] = {"metavar": one.option.metavar} if one.option.metavar else {}
    if one.option.positional and not form:
        form["metavar"] = one.name.upper()
    if get_origin(kind) is Literal:
        return form | {"choices": get_args(kind)}
    if get_origin(kind) is tuple:
        form, kind = form | _several(one, get_args(kind)), get_args(kind)[0]
    return form | {"type": percent if one.option.percent else kind}


def _several(one: Declared, kinds: tuple[Any, ...]) -> dict[str, Any]:
    """How the items of a tuple are read."""
    if one.option.repeated:
        return {"action": "append"}
    if kinds[-1] is Ellipsis:
        needed = one.option.positional and one.default is dataclasses.MISSING
        return {"nargs": "+" if needed else "*"}
    names = one.option.metavar.split()
    return {"nargs": len(kinds)} | ({"metavar": tuple(names)} if len(names) > 1 else {})


def _without_none(kind: Any) -> Any:
    """The type of an option that may be left out."""
    if get_origin(kind) in (Union, UnionType):
        (kind,) = [alternative for alternative in get_args(kind) if alternative is not type(None)]
    return kind


def percent(text: str) -> float:
    """A share from per cent.

    Raises:
        ArgumentTypeError: it is a share already.
        ValueError: it is no number.
    """
    value = float(text)
    if 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1 %: give per cent, {100 * value:g}")
    return value / 100


def _help(one: Declared) -> str:
    words, default = one.option.help, one.default
    silent = default in (dataclasses.MISSING, None, "", ()) or isinstance(default, bool)
    if not silent and "(default" not in words:
        words += f" (default: {_shown(one)})"
    return words.replace("%", "%%")


def _shown(one: Declared) -> str:
    if one.option.percent:
        return f"{100 * one.default:g}"
    values = one.default if isinstance(one.default, tuple) else (one.default,)
    return " ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in values)
