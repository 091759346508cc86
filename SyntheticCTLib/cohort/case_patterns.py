"""Cases in a folder: files whose names fit a pattern, put together by the part that is the id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from SyntheticCTLib.cohort.case_inputs import CaseInputs
from SyntheticCTLib.cohort.options import FindOptions
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import files_below
from SyntheticCTLib.files.volumes import SUFFIXES

_MR = ("{id}_mr*", "{id}/mr*", "{id}_cbct*", "{id}/cbct*")
_CT = ("{id}_ct*", "{id}/ct*")


def find_in_folder(folder: Path, options: FindOptions) -> list[CaseInputs]:
    """The cases of a folder, those of its sub-folders too.

    Raises:
        InputError: a pattern has no ``{id}``, or two files fit one for the same case.
    """
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in files_below(folder)
        if not _hidden(path, folder)
    )
    images = [name for name in names if name.lower().endswith(SUFFIXES)]
    sources = _found(images, [options.mr_files] if options.mr_files else _MR, "MR")
    cts = _found(images, [options.ct_files] if options.ct_files else _CT, "CT")
    masks = _found(images, [options.mask_files] if options.mask_files else (), "mask")
    moves = _found(names, [options.transform_files] if options.transform_files else (), "transform")

    def path(name: str | None) -> str | None:
        return None if name is None else str((folder / name).absolute())

    return [
        CaseInputs(
            found,
            str((folder / name).absolute()),
            path(cts.get(found)),
            path(masks.get(found)),
            path(moves.get(found)),
        )
        for found, name in sources.items()
    ]


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _found(names: Iterable[str], patterns: Sequence[str], what: str) -> dict[str, str]:
    """Names that fit the first of the patterns that any fits, by id."""
    names = list(names)
    for pattern in patterns:
        expression = _expression(pattern)
        found: dict[str, str] = {}
        for name in names:
            if match := expression.fullmatch(name):
                before = found.setdefault(match["id"], name)
                if before != name:
                    raise InputError(
                        f"Case {match['id']!r} has two files for its {what}: {before} and {name}; "
                        "give a narrower pattern, or a table."
                    )
        if found:
            return found
    return {}


def _expression(pattern: str) -> re.Pattern[str]:
    if pattern.count("{id}") != 1:
        raise InputError(
            f"The pattern {pattern!r} must hold {{id}} once, where the case's name stands."
        )
    parts = {"{id}": "(?P<id>[^/]+?)", "*": "[^/]*"}
    return re.compile(
        "".join(parts.get(part, re.escape(part)) for part in re.split(r"(\{id\}|\*)", pattern))
    )
