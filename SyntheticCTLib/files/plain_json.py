"""Results as JSON's own types and back: what records, reports and result files are made of."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import re
import sys
import types
import typing
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from SyntheticCTLib.errors import InputError, sentence_of
from SyntheticCTLib.files.atomic import write_whole

#: No JSON file that this package reads is larger.
_MOST_BYTES = 1 << 28


#: What Python has for bytes of names that are no UTF-8.
_NO_UNICODE = re.compile("[\ud800-\udfff]")


class Record:
    """Base of the dataclasses that are written as a JSON object and read again.

    Names of the fields are the object's keys. What an object has beside them is left alone, and
    what it lacks takes the field's default: files of older versions stay readable.

    Attributes:
        FORMAT: of the records that are files of their own: written as "format" and checked when
            read; a file without one is of format 1.
        FORMERLY: names that files of older versions have for fields, by the field's name of today.
        DERIVED: properties that are written beside the fields, for readers that do not compute.
    """

    FORMAT: ClassVar[int | None] = None
    FORMERLY: ClassVar[Mapping[str, str]] = {}
    DERIVED: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON types."""
        head = {} if self.FORMAT is None else {"format": self.FORMAT}
        names = (*_fields(type(self)), *self.DERIVED)
        return head | {name: plain(getattr(self, name)) for name in names}

    @classmethod
    def from_dict(cls, content: Any, where: str = "") -> Self:
        """The record of such an object.

        Args:
            content: JSON types.
            where: the object's place in the file, for the sentence of an error.

        Raises:
            ValueError: a field is missing, of another type or a number that cannot be (see
            ``record_ranges``), or the format is another.
        """
        if not isinstance(content, Mapping):
            raise ValueError(f"{where or 'it'} must be an object, not {_shown(content)}")
        found = content.get("format", 1)
        if cls.FORMAT not in (None, found):
            raise ValueError(f"it has format {_shown(found)}; this version reads {cls.FORMAT}")
        values = {}
        for name, (kind, needed) in _fields(cls).items():
            place = f"{where}.{name}" if where else name
            key = name if name in content else cls.FORMERLY.get(name, name)
            if key in content:
                values[name] = _read(kind, content[key], place)
            elif needed:
                raise ValueError(f"it lacks {place}")
        return cls(**values)


R = TypeVar("R", bound=Record)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(f"{_shown(text)} among its values is no finite number")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"it says {_shown(twice)} twice")
    return found


def read_json(path: Path, *, ours: bool = False) -> Any:
    """What a JSON file holds.

    Args:
        path: the file.
        ours: see ``json_value``.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no JSON in UTF-8, nested too deeply, or too large to be one of ours.
    """
    if path.exists() and not path.is_file():
        raise ValueError("it is a folder, a pipe or a device")  # which may never end
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"it has {path.stat().st_size} bytes")
    return json_value(path.read_bytes(), ours=ours)


def json_value(text: str | bytes, *, ours: bool = False) -> Any:
    """What a JSON text holds.

    Args:
        text: the text.
        ours: refuse what this program never writes: NaN, infinite numbers, and one key twice.

    Raises:
        ValueError: it is no JSON, no UTF-8, or nested too deeply.
    """
    constant, number, pairs = (_no_number, _finite, _each_once) if ours else (None, None, None)
    try:
        text = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        return json.loads(
            text, parse_constant=constant, parse_float=number, object_pairs_hook=pairs
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def read_record(kind: type[R], path: Path, advice: str) -> R:
    """The record in a JSON file.

    Args:
        kind: of the record.
        path: the file.
        advice: what to do about a damaged one, for the end of the sentence.

    Raises:
        InputError: the file is missing, no JSON, or no such record.
    """
    try:
        return kind.from_dict(read_json(path, ours=True))
    except OSError as error:
        raise InputError(sentence_of(error)) from error
    except ValueError as error:
        raise InputError(f"{path} cannot be read ({error}): {advice}.") from error


def plain(value: Any) -> Any:
    """The value in JSON's own types.

    Args:
        value: mappings, sequences, dataclasses, numbers, text, paths, arrays. Infinite and
            not-a-number values become ``None``, which JSON has.
    """
    if isinstance(value, Record):
        return value.to_dict()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    elif hasattr(value, "tolist"):  # numpy scalars and arrays, without importing numpy
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """The value as JSON; ``indent=None`` puts it on one line."""
    text = json.dumps(plain(value), indent=indent, ensure_ascii=False, allow_nan=False)
    # Bytes of a name that are no Unicode would be no UTF-8: escaped they come back as they were.
    return _NO_UNICODE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write_json(value: Any, path: Path) -> None:
    """Write the value as a JSON file, whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    write_whole(path, json_text(value) + "\n")


def _fields(kind: type[Any]) -> dict[str, tuple[Any, bool]]:
    """Type of each field by name, and whether it has no default."""
    key: Callable[..., Any] = kind  # a type has no hash that mypy knows of
    return _looked_up(key)


@functools.cache  # it takes longer than reading a record
def _looked_up(kind: Any) -> dict[str, tuple[Any, bool]]:
    hints = typing.get_type_hints(kind, include_extras=True)
    missing = dataclasses.MISSING
    return {
        field.name: (
            hints[field.name],
            field.default is missing and field.default_factory is missing,
        )
        for field in dataclasses.fields(kind)
    }


def _read(kind: Any, value: Any, where: str) -> Any:
    """A JSON value as a field's type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind is Any:
        return value
    if origin is Annotated:
        found = _read(arguments[0], value, where)
        arguments[1].check(found, where)
        return found
    if origin in (typing.Union, types.UnionType):
        if value is None and types.NoneType in arguments:
            return None
        return _read(arguments[0], value, where)
    if origin in (list, tuple) and isinstance(value, (list, tuple)):
        return _read_items(origin, arguments, value, where)
    if origin is dict and isinstance(value, Mapping):
        return {key: _read(arguments[1], item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(kind, type) and issubclass(kind, Record):
        return kind.from_dict(value, where)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    # Neither NaN nor infinite, nor an integer that is too long.
    if kind is float and number and abs(value) <= sys.float_info.max:
        return float(value)
    if origin is Literal and value in arguments:
        return value
    if origin is None and (type(value) is kind or (kind is str and isinstance(value, str))):
        return value  # text may be a sentence that remembers what it was made of
    raise ValueError(f"{where} cannot be {_shown(value)}")


def _read_items(origin: Any, arguments: tuple[Any, ...], values: Any, where: str) -> Any:
    """A list, a tuple of any length, or one of as many items as its type says."""
    if origin is tuple and arguments[-1] is not Ellipsis and len(arguments) != len(values):
        raise ValueError(f"{where} must have {len(arguments)} entries, not {len(values)}")
    any_number = origin is list or arguments[-1] is Ellipsis
    kinds = [arguments[0]] * len(values) if any_number else arguments
    each = enumerate(zip(kinds, values, strict=True))
    return origin(_read(kind, value, f"{where}[{n}]") for n, (kind, value) in each)


def _shown(value: Any) -> str:
    """A wrong value, short enough for a sentence."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
