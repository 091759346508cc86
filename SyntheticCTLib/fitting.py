"""Is a value of the type that is declared for it, in a job's file, an option or a call."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import numpy as np

_WORDS: dict[Any, str] = {
    str: "a text",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    Path: "a path",
    NoneType: "None",
    np.ndarray: "an array",
    Mapping: "a dictionary",
}


def fits(value: Any, expected: Any) -> bool:
    """Whether a value, as JSON or Python has it, is of a type.

    Args:
        value: a list is as good as a tuple, and a whole number as another one.
        expected: a class, ``Literal``, a union, ``tuple``, ``Sequence``, ``Mapping`` or
            ``Callable`` of such; of other classes with parameters the class alone counts.
    """
    origin, kinds = get_origin(expected) or expected, get_args(expected)
    if expected is Any:
        return True
    if origin is Literal:
        return any(type(value) is type(kind) and value == kind for kind in kinds)
    if origin in (Union, UnionType):
        return any(fits(value, kind) for kind in kinds)
    if origin in (tuple, list, Sequence):
        return isinstance(value, (list, tuple)) and _items_fit(value, origin, kinds)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(
            fits(plain(item), kind)
            for pair in value.items()
            for item, kind in zip(pair, kinds, strict=True)
        )
    if origin is Callable:
        return callable(value)
    if expected in (int, float):
        number = int if expected is int else (int, float)
        return isinstance(value, number) and not isinstance(value, bool)
    return isinstance(value, origin)


def _items_fit(items: Sequence[Any], origin: Any, kinds: tuple[Any, ...]) -> bool:
    if origin is tuple and kinds[-1] is not Ellipsis:
        return len(items) == len(kinds) and all(map(fits, items, kinds))
    return all(fits(item, kinds[0]) for item in items)


def words_of(expected: Any) -> str:
    """What a value of a type is, for a sentence: "a number, or None"."""
    origin, kinds = get_origin(expected) or expected, get_args(expected)
    if origin is Literal:
        # In order of their names: typing takes two orders of one choice for the same object.
        return f"one of {', '.join(sorted(map(repr, kinds)))}"
    if origin in (Union, UnionType):
        return ", or ".join(dict.fromkeys(map(words_of, kinds)))
    if origin in (tuple, list, Sequence):
        if origin is tuple and kinds[-1] is not Ellipsis:
            each = "" if kinds[0] is Any else f", each {words_of(kinds[0])}"
            return f"a list of {len(kinds)}{each}"
        return "a list" if kinds[0] is Any else f"a list, of which each is {words_of(kinds[0])}"
    if origin is Callable:
        return "a function"
    return _WORDS.get(origin, f"a {getattr(origin, '__name__', expected)}")


def shown(value: Any) -> str:
    """A value that does not fit, short enough for a sentence."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def plain(value: Any) -> Any:
    """A number of NumPy's as Python's, a path as a text, a list as a tuple; all else as it is.

    What is plain already is given back itself.
    """
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, list) or type(value) is tuple:
        found = tuple(map(plain, value))
        same = type(value) is tuple and all(map(operator.is_, found, value))
        return value if same else found
    return value
