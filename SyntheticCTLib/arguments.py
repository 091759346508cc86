"""Arguments of a call, held to the types that its signature says: one check for every call."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, ParamSpec, TypeVar, get_type_hints

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.fitting import fits, plain, shown, words_of

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C")


def check_type(name: str, value: Any, kind: Any) -> None:
    """Refuse one value of another type.

    Args:
        name: of what it is, for the sentence.
        value: the value.
        kind: its type, see ``fitting.fits``.

    Raises:
        InputError: it does not fit.
    """
    if not fits(value, kind):
        raise InputError(f"{name} cannot be {shown(value)}: give {words_of(kind)}.")


def check_arguments(function: Callable[..., Any], given: dict[str, Any]) -> None:
    """Refuse arguments of another type than their annotation's.

    Args:
        function: what is called.
        given: arguments by name; NumPy's numbers become Python's in it.

    Raises:
        InputError: one does not fit.
    """
    for name, kind in _kinds(function).items():
        if name in given and not fits(given[name], kind):
            value = plain(given[name])
            check_type(name, value, kind)
            given[name] = value


def typed(function: Callable[P, R]) -> Callable[P, R]:
    """The same function; arguments of another type are refused before it begins."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*args: P.args, **keywords: P.kwargs) -> R:
        bound = signature.bind(*args, **keywords)
        check_arguments(function, bound.arguments)
        return function(*bound.args, **bound.kwargs)

    return call


def typed_calls(kind: type[C]) -> type[C]:
    """The same class; each of its own public methods is ``typed``."""
    for name, method in list(vars(kind).items()):
        if inspect.isfunction(method) and not name.startswith("_"):
            setattr(kind, name, typed(method))
    return kind


@functools.cache
def _kinds(function: Callable[..., Any]) -> dict[str, Any]:
    """The types of the named parameters.

    That of the result is left out: a module that is read cheaply need not have imported it.
    """
    named = [
        name
        for name, one in inspect.signature(function).parameters.items()
        if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    own = {name: kind for name, kind in function.__annotations__.items() if name in named}
    return get_type_hints(
        SimpleNamespace(__annotations__=own), getattr(inspect.unwrap(function), "__globals__", {})
    )
