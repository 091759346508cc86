"""The choices of a study, and the TOML file that holds every one of them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from SyntheticCTLib.cohort.options import FindOptions
from SyntheticCTLib.errors import InputError, ModelError
from SyntheticCTLib.files.atomic import write_whole
from SyntheticCTLib.files.text_files import read_text
from SyntheticCTLib.fitting import fits
from SyntheticCTLib.jobs.case import CaseOptions
from SyntheticCTLib.models.catalogue import find_model_folder
from SyntheticCTLib.options import (
    COUNTS,
    Declared,
    built,
    declared,
    holds_options,
    option,
    values_of,
)

#: The table of the file in which each group of choices stands.
_TABLES = {"find": FindOptions, "case": CaseOptions}

_HEAD = (
    "# Every choice of this study. Options that are commented out have no value: 'synthetic-ct\n"
    "# cohort --help' says what is done then.\n"
)


@holds_options
class Study:
    """What is done to whom. Each field says what it means."""

    source: str = option(
        "a CSV table of cases, a folder of images, or the root of a DICOM tree (default: of a "
        "study that was begun, the cases that it has)",
        default="",
        positional=True,
    )
    threads: int = option(
        "processor threads of each case; with one, the figures are the same wherever it runs",
        default=1,
        metavar="N",
        limits=COUNTS,
    )
    find: FindOptions = field(default_factory=FindOptions)
    how: CaseOptions = field(default_factory=CaseOptions)

    def check(self) -> None:
        """Refuse what no case could be done with.

        Raises:
            InputError: see ``CaseOptions.check``.
            ModelError: there is no such model.
        """
        self.how.check()
        find_model_folder(self.how.model)

    def settled(self) -> Study:
        """The same for whoever works in another folder: paths are absolute."""
        source = str(Path(self.source).absolute()) if self.source else ""
        return replace(self, source=source, how=replace(self.how, model=_settled(self.how.model)))


def _settled(model: str) -> str:
    """A model folder's absolute path; a catalogued model's id as it is."""
    try:
        folder = find_model_folder(model)
    except ModelError:
        return model
    return model if folder.name == model else str(folder.absolute())


def read_choices(path: Path) -> dict[str, Any]:
    """The choices that a study's file makes, by the names of options.

    Raises:
        InputError: the file cannot be read, or has a key or value that no option has.
    """
    text = read_text(path)
    try:
        content = tomllib.loads(text)
    except ValueError as error:
        raise InputError(f"{path} cannot be read as TOML: {error}.") from error
    found: dict[str, Any] = {}
    inside = {one.name for kind in _TABLES.values() for one in declared(kind)}
    top = {one.name: one for one in declared(Study) if one.name not in inside}
    for name, value in content.items():
        if name in _TABLES:
            options = {one.name: one for one in declared(_TABLES[name])}
            if not isinstance(value, dict):
                raise InputError(f"{name!r} of {path} must be a table, [{name}].")
            found |= {key: _checked(options, key, item, path) for key, item in value.items()}
        else:
            found[name] = _checked(top, name, value, path)
    if source := found.get("source"):
        found["source"] = str((path.parent / source).absolute())
    return found


def _checked(known: Mapping[str, Declared], name: str, value: Any, path: Path) -> Any:
    if name not in known:
        raise InputError(f"{path} has an unknown key {name!r}; known are {', '.join(known)}.")
    if not fits(value, known[name].kind):
        raise InputError(f"{name!r} of {path} cannot be {value!r}.")
    return tuple(value) if isinstance(value, list) else value


def read_study(path: Path) -> Study:
    """The study of a file.

    Raises:
        InputError: see ``read_choices``.
    """
    return built(Study, read_choices(path))


def write_study(study: Study, path: Path) -> None:
    """Write every choice as TOML.

    Raises:
        OSError: the file cannot be written.
    """
    values = values_of(study)
    inside = {name: [one.name for one in declared(kind)] for name, kind in _TABLES.items()}
    others = [name for name in values if not any(name in names for names in inside.values())]
    parts = [_HEAD, *(_line(name, values[name]) for name in others)]
    for table, names in inside.items():
        parts += [f"\n[{table}]\n", *(_line(name, values[name]) for name in names)]
    write_whole(path, "".join(parts))


def _line(name: str, value: Any) -> str:
    # What JSON writes of text, numbers, truth and lists is TOML, too, but for one character.
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"# {name} =\n" if value is None else f"{name} = {text}\n"


def check_same(begun: Study, asked: Study, folder: Path) -> None:
    """Refuse to go on with a study by other choices: its figures would not belong together.

    Raises:
        InputError: one differs.
    """
    before = values_of(begun.how) | {"threads": begun.threads}
    now = values_of(asked.how) | {"threads": asked.threads}
    for name, value in before.items():
        if now[name] != value:
            raise InputError(
                f"The study in {folder} was begun with {name} = {value!r}, not {now[name]!r}: "
                "leave that out, or choose another folder."
            )
