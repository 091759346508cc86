"""The parts of the reference that are made from the code when the site is built."""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import io
import os
import re
import typing
from collections.abc import Callable, Iterable, Iterator

import SyntheticCTLib
from SyntheticCTLib import cli
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.options import declared


def commands() -> str:
    """Every command's help, as its own parser prints it."""
    return "\n".join(f"### {name}\n\n```text\n{help_of(name)}```\n" for name in cli.COMMANDS)


def help_of(*words: str) -> str:
    """What ``synthetic-ct WORDS --help`` prints."""
    os.environ["COLUMNS"] = "84"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        cli.main([*words, "--help"])
    return printed.getvalue()


def python() -> str:
    """Every public name of the library."""
    return _entries(getattr(SyntheticCTLib, name) for name in SyntheticCTLib.__all__)


def jobs() -> str:
    """Every job: what it does, and its options as its class declares them."""
    from SyntheticCTLib.jobs.registry import kinds_of_job

    parts = []
    for name, kind in kinds_of_job().items():
        what = inspect.cleandoc(kind.__doc__ or "").replace("<", "&lt;")
        parts.append(f"### {name}\n\n{what}\n\n{_options(kind)}")
    return "\n".join(parts)


def model_metadata() -> str:
    """The typed form of a model's metadata, and the parts of it."""
    from SyntheticCTLib.models.metadata import ModelMetadata

    return _entries(_rest(_records(ModelMetadata)))


def comparison_document() -> str:
    """The comparison document and its parts, but for those that other pages have."""
    from SyntheticCTLib.comparison.document import ComparisonDocument

    results = _of_results()
    return _entries(kind for kind in _rest(_records(ComparisonDocument)) if kind not in results)


def records() -> str:
    """The records beside images and surfaces."""
    return _entries(_of_results())


def _of_results() -> list[type[Record]]:
    from SyntheticCTLib.surface.files.record import SurfaceRecord
    from SyntheticCTLib.synthesis.record import SynthesisRecord

    return _rest(dict.fromkeys([*_records(SynthesisRecord), *_records(SurfaceRecord)]))


def _rest(kinds: Iterable[type]) -> list[type]:
    """The classes that stand on no other page: those for scripts are on the page about Python."""
    return [kind for kind in kinds if kind.__name__ not in SyntheticCTLib.__all__]


def _entries(things: Iterable[object]) -> str:
    """mkdocstrings' entry of each function or class, and the options of a class that has some."""
    parts = []
    for thing in things:
        parts.append(f"::: {thing.__module__}.{thing.__qualname__}")
        if dataclasses.is_dataclass(thing) and "Attributes:" in (thing.__doc__ or ""):
            # They stand in the docstring; listing them once more says nothing.
            parts.append('    options:\n      filters: ["!^[a-z_]+$"]')
        parts.append("")
        if dataclasses.is_dataclass(thing) and any(f.metadata for f in dataclasses.fields(thing)):
            parts.append(_options(thing))
    return "\n".join(parts)


def _options(kind: type) -> str:
    """The options of a class as a table."""
    rows = ["| option | type | default | meaning |", "| --- | --- | --- | --- |"]
    for one in declared(kind):
        needed = one.default is dataclasses.MISSING
        default = "" if needed else f"`{one.default!r}`"
        # The help of what is on by default says what switching it off does.
        meaning = ("if false: " if one.default is True else "") + one.option.help
        rows.append(f"| `{one.name}` | `{_type(one.kind)}` | {default} | {meaning} |")
    return "\n".join([*rows, ""])


def _type(kind: object) -> str:
    """A type in words that a table can hold."""
    written = (kind.__name__ if isinstance(kind, type) else str(kind)).replace("typing.", "")
    return re.sub(r"^Optional\[(.*)\]$", r"\1 or None", written).replace(" | ", " or ")


def _records(kind: type[Record]) -> Iterator[type[Record]]:
    """A record and the records in it, each once."""
    found, waiting = {}, [kind]
    while waiting:
        record = waiting.pop(0)
        if record not in found:
            found[record] = True
            for hint in typing.get_type_hints(record).values():
                waiting += [part for part in _parts(hint) if issubclass(part, Record)]
    return iter(found)


def _parts(hint: object) -> Iterator[type]:
    """The classes in a type: those of a list, an alternative, a mapping."""
    if isinstance(hint, type) and not typing.get_args(hint):
        yield hint
    for part in typing.get_args(hint):
        yield from _parts(part)


#: What takes the place of each ``<!-- generated: NAME -->``.
GENERATED: dict[str, Callable[[], str]] = {
    "commands": commands,
    "python": python,
    "jobs": jobs,
    "model-metadata": model_metadata,
    "comparison-document": comparison_document,
    "records": records,
}
