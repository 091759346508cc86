"""Options: what can be chosen of a piece of work, each declared once as the field of a dataclass.

A field says its type and default as every dataclass does, and what it means. The command line, the
files of jobs and the calls of the library take their options from there::

    @holds_options
    class Tiling:
        overlap: float | None = option("share of a tile that ...", default=None)
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar, dataclass_transform, get_type_hints

from SyntheticCTLib.arguments import check_arguments, check_type
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.fitting import plain, shown
from SyntheticCTLib.progress import Watch

P = ParamSpec("P")
R = TypeVar("R")

_KEY = "option"

#: What calls name their arguments that hold options.
_HOLDERS = {"options", "settings"}

#: Seeds that every generator of random numbers takes.
SEEDS = (0, 2**32 - 1)

#: Threads, processes and the like: more than any machine has.
COUNTS = (1, 4096)

#: Steps of a training, and the numbers of its folds.
STEPS, FOLDS = (1, 10**9), (0, 999)

#: Larger numbers are none that anybody means, whatever they are of.
ANY = 1e15

#: The types of a dataclass's fields; kept, for Python compiles each of them anew.
_types: Callable[[Any], dict[str, Any]] = functools.cache(get_type_hints)


@dataclass(frozen=True)
class Option:
    """What a field means, and how the command line names it.

    Attributes:
        help: what it is, in words, with its unit.
        flags: its names on the command line, with dashes; () for one made of the field's name.
        metavar: what stands for its value in the usage, for each of several with spaces between;
            "" for the field's name.
        percent: a share from 0 to 1 here, per cent on the command line.
        positional: an argument without a flag.
        hidden: earlier names that still work and are not shown.
        constants: flags that stand for a value, with the help of each.
        group: title under which the help lists it; "" for the first list.
        shown: whether the command line has it at all.
        writes: it names a file or folder that the work writes.
        repeated: a tuple whose items the command line takes one by one, each with the flag.
        ends: what the name of a file that is written may end in; () for anything.
        limits: of a number, the smallest and the largest that make sense; of each of several.
    """

    help: str
    flags: tuple[str, ...] = ()
    metavar: str = ""
    percent: bool = False
    positional: bool = False
    hidden: tuple[str, ...] = ()
    constants: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
    group: str = ""
    shown: bool = True
    writes: bool = False
    repeated: bool = False
    ends: tuple[str, ...] = ()
    limits: tuple[float, float] | None = None


def option(help_text: str, *flags: str, default: Any = dataclasses.MISSING, **more: Any) -> Any:
    """The field of an option, see ``Option``; without a default it has to be given."""
    return field(default=default, metadata={_KEY: Option(help_text, flags, **more)})


def written(help_text: str, **more: Any) -> Any:
    """The same of the file or folder that a job writes, ``-o`` on the command line."""
    return option(help_text, "-o", "--output", writes=True, **more)


@dataclass_transform(frozen_default=True, field_specifiers=(option, written, field))
def holds_options(kind: type[R]) -> type[R]:
    """The class as a frozen dataclass, whose fields are options or hold such a class."""
    return dataclass(frozen=True)(kind)


@dataclass(frozen=True)
class Declared:
    """One option of a class, or of a class of options that it holds.

    Attributes:
        name: of the field.
        kind: its type.
        default: what it is unless somebody chooses; ``dataclasses.MISSING`` where they have to.
        option: what its metadata say.
    """

    name: str
    kind: Any
    default: Any
    option: Option


def declared(kind: type) -> Iterator[Declared]:
    """The options of a dataclass, those of classes that it holds in their place."""
    kinds = _types(kind)
    for one in dataclasses.fields(kind):
        if dataclasses.is_dataclass(kinds[one.name]):
            yield from declared(kinds[one.name])
        else:
            yield Declared(one.name, kinds[one.name], one.default, one.metadata[_KEY])


def built(kind: type[R], values: Mapping[str, Any]) -> R:
    """An object of a dataclass from options by name, wherever ``declared`` finds them."""
    kinds, given = _types(kind), {}
    for one in dataclasses.fields(kind):  # type: ignore[arg-type]
        if dataclasses.is_dataclass(kinds[one.name]):
            given[one.name] = built(kinds[one.name], values)
        elif one.name in values:
            given[one.name] = values[one.name]
    return kind(**given)


def values_of(holder: Any) -> dict[str, Any]:
    """The options of an object by name, the opposite of ``built``."""
    found: dict[str, Any] = {}
    for one in dataclasses.fields(holder):
        value = getattr(holder, one.name)
        found |= values_of(value) if dataclasses.is_dataclass(value) else {one.name: value}
    return found


def check_options(holder: Any) -> None:
    """Refuse values of another type than their option's, and numbers that make no sense.

    Raises:
        InputError: one does not fit, is no number, or is not within the limits of its option.
    """
    _check_types(holder)
    values = values_of(holder)
    for one in declared(type(holder)):
        check_limits(one, plain(values[one.name]), one.name)


def check_limits(one: Declared, value: Any, name: str) -> None:
    """Refuse a number of an option's value that makes no sense.

    Args:
        one: the option.
        value: of it; what is no number passes.
        name: what the sentence calls it.

    Raises:
        InputError: see ``check_number``.
    """
    for number in value if isinstance(value, (tuple, list)) else (value,):
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            check_number(name, number, one.option.limits, percent=one.option.percent)


def _check_types(holder: Any) -> None:
    kinds = _types(type(holder))
    for one in dataclasses.fields(holder):
        value, kind = plain(getattr(holder, one.name)), kinds[one.name]
        check_type(one.name, value, kind)
        if dataclasses.is_dataclass(kind):
            _check_types(value)


def checked_options(holder: R) -> R:
    """The same options as a job's file has them: scripts have paths, lists and NumPy's numbers.

    Returns:
        A copy, or the object itself where nothing differs.

    Raises:
        InputError: see ``check_options``.
    """
    check_options(holder)
    found: R = _with_plain(holder)
    return found


def _with_plain(holder: Any) -> Any:
    changes = {}
    for one in dataclasses.fields(holder):
        value = getattr(holder, one.name)
        found = _with_plain(value) if dataclasses.is_dataclass(value) else plain(value)
        if found is not value:
            changes[one.name] = found
    return dataclasses.replace(holder, **changes) if changes else holder


def check_number(
    name: str, number: float, limits: tuple[float, float] | None, *, percent: bool = False
) -> None:
    """Refuse one number.

    Args:
        name: of what it is, for the sentence.
        number: the value.
        limits: the smallest and the largest; None for every number that is one.
        percent: a share, which the sentence gives in per cent.

    Raises:
        InputError: it is not within them.
    """
    low, high = limits or (-ANY, ANY)
    if not low <= number <= high:
        factor, unit = (100, " %") if percent else (1, "")
        words = f"from {_plain(factor * low)} to {_plain(factor * high)}{unit}"
        too_long = isinstance(number, int) and abs(number) > sys.float_info.max / 100
        got = shown(number) if too_long else f"{factor * number:g}"
        raise InputError(f"{name} must be {words if limits else 'a number'}; got {got}.")


def _plain(number: float) -> str:
    return f"{number:.12g}"


def takes_keywords(function: Callable[P, R]) -> Callable[P, R]:
    """Scripts may name single options, and ``progress`` and ``cancel``, instead of the whole.

    Args:
        function: takes ``watch``, and ``options``, a dataclass, if it has any.

    Returns:
        The same, also with the fields of ``options`` as keywords, and with a progress callback and
        a cancel token in place of the watch. Arguments and options are checked first, see
        ``check_arguments`` and ``checked_options``.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*args: Any, **keywords: Any) -> R:
        own = {name: keywords.pop(name) for name in list(keywords) if name in signature.parameters}
        bound = signature.bind_partial(*args, **own)
        pair = keywords.pop("progress", None), keywords.pop("cancel", None)
        if pair != (None, None):
            bound.arguments["watch"] = Watch(*pair)
        if keywords:
            check_arguments(function, bound.arguments)  # single options change the holder of all
            bound.apply_defaults()
            bound.arguments["options"] = _changed(function, bound.arguments, keywords)
        check_arguments(function, bound.arguments)
        for name in _HOLDERS & bound.arguments.keys():
            if bound.arguments[name] is not None:
                bound.arguments[name] = checked_options(bound.arguments[name])
        return function(*bound.args, **bound.kwargs)

    return call


def _changed(function: Callable[..., Any], given: dict[str, Any], changes: dict[str, Any]) -> Any:
    """The given options but for the named ones; None leaves one as it is."""
    options: Any = given.get("options")
    known = [f.name for f in dataclasses.fields(options)] if options is not None else []
    for name in changes:
        if name not in known:
            there = f"; its options are {', '.join(known)}" if known else ""
            raise TypeError(f"{function.__name__}() has no option {name!r}{there}.")
    given_ones = {name: value for name, value in changes.items() if value is not None}
    return dataclasses.replace(options, **given_ones)
